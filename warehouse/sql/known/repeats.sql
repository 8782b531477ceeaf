-- One row a paragraph that a source's releases have in common, with how many have it.
--
-- Near-duplicates are versions of one release, and releases that no run has linked yet belong to
-- one that is under way or was killed: neither counts.
WITH counted AS (
    SELECT release.release_id
    FROM core.release AS release
    WHERE
        release.source_id = $source_id
        AND release.duplicate_of_release_id IS NULL
        AND release.release_id NOT IN (SELECT unlinked.release_id FROM core.unlinked AS unlinked)
        AND release.release_id NOT IN (SELECT pair.release_id FROM core.near_duplicate AS pair)
),

total AS (
    SELECT count(*) AS release_count
    FROM counted
)

SELECT
    paragraph.digest,
    count(*) AS releases,
    count(*) FILTER (WHERE paragraph.is_late) AS late,
    any_value(total.release_count) AS release_count
FROM counted
CROSS JOIN total
INNER JOIN core.paragraph AS paragraph ON counted.release_id = paragraph.release_id
GROUP BY paragraph.digest
HAVING count(*) > 1
ORDER BY paragraph.digest;
