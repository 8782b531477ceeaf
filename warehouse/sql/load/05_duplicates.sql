-- One row a release judged anew: the earliest release with the same text, or itself.
--
-- Every version counts: a copy stays a copy when its origin is edited later. Among releases seen
-- at the same moment the one loaded first is the origin.
CREATE OR REPLACE TEMP TABLE origin AS
WITH touched AS (
    SELECT DISTINCT text_digest
    FROM claim
    WHERE is_version OR is_reclassified
),

arrivals AS (
    SELECT
        release_id,
        min(position) AS position
    FROM claim
    WHERE is_version AND version_cause = 'first'
    GROUP BY release_id
),

members AS (
    SELECT
        version.text_digest,
        release.release_id,
        release.first_seen_at,
        release.duplicate_of_release_id,
        coalesce(arrivals.position, -1) AS arrival,
        bool_or(version.version = release.current_version) AS is_current
    FROM core.release_version AS version
    INNER JOIN touched ON version.text_digest = touched.text_digest
    INNER JOIN core.release AS release ON version.release_id = release.release_id
    LEFT JOIN arrivals ON release.release_id = arrivals.release_id
    GROUP BY ALL
),

ranked AS (
    SELECT
        *,
        first_value(release_id) OVER (
            PARTITION BY text_digest
            ORDER BY
                first_seen_at, arrival, duplicate_of_release_id IS NOT NULL, release_id
        ) AS origin_release_id
    FROM members
)

SELECT
    release_id,
    nullif(origin_release_id, release_id) AS origin_release_id
FROM ranked
WHERE is_current;

DELETE FROM core.near_duplicate AS pair
USING origin
WHERE
    pair.release_id = origin.release_id AND pair.method = 'same-text'
    AND pair.origin_release_id IS DISTINCT FROM origin.origin_release_id;

MERGE INTO core.near_duplicate AS pair
USING (
    SELECT
        origin.release_id,
        origin.origin_release_id,
        batch.run_id
    FROM origin
    CROSS JOIN staged_batch AS batch
    WHERE origin.origin_release_id IS NOT NULL
) AS found
    ON
        pair.release_id = found.release_id
        AND pair.origin_release_id = found.origin_release_id
        AND pair.method = 'same-text'
WHEN NOT MATCHED THEN
    INSERT (release_id, origin_release_id, method, similarity, run_id)
    VALUES (found.release_id, found.origin_release_id, 'same-text', 1.0, found.run_id);

UPDATE core.release AS release
SET duplicate_of_release_id = origin.origin_release_id
FROM origin
WHERE
    release.release_id = origin.release_id
    AND release.duplicate_of_release_id IS DISTINCT FROM origin.origin_release_id;
