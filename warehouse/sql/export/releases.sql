-- One row a chosen release of a stretch of them, with all its columns, the latest first.
SELECT *
FROM mart.releases
WHERE
    release_id IN (
        SELECT chosen.release_id
        FROM chosen
        WHERE chosen.position BETWEEN $first AND $last
    )
ORDER BY published_on DESC NULLS LAST, release_id ASC;
