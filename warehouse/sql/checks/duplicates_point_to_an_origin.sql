-- One row a release whose link to its origin is missing, or leads to a later release.
SELECT
    release.release_id,
    release.duplicate_of_release_id
FROM core.release AS release
LEFT JOIN core.release AS origin ON release.duplicate_of_release_id = origin.release_id
LEFT JOIN core.near_duplicate AS pair
    ON
        release.release_id = pair.release_id
        AND release.duplicate_of_release_id = pair.origin_release_id
WHERE
    release.duplicate_of_release_id IS NOT NULL
    AND (
        origin.release_id IS NULL
        OR pair.release_id IS NULL
        OR origin.first_seen_at > release.first_seen_at
    );
