-- One row: how many releases' newest versions the index lacks, how many versions it holds, and how
-- many of these are not the newest.
WITH newest AS (
    SELECT concat(release.release_id, '@', left(version.digest, 16)) AS name
    FROM warehouse.core.release AS release
    INNER JOIN warehouse.core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
)

SELECT
    (
        SELECT count(*)
        FROM newest
        ANTI JOIN search.main.document AS document ON newest.name = document.name
    ) AS missing_count,
    (SELECT count(*) FROM search.main.document) AS held_count,
    (
        SELECT count(*)
        FROM search.main.document AS document
        ANTI JOIN newest ON document.name = newest.name
    ) AS former_count;
