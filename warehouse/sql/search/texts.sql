-- One row a release of a part of the index: those it holds and that are still current, and others
-- that no part holds, until it is full.
CREATE TABLE search.main.part_0 AS
WITH newest AS (
    SELECT
        release.release_id,
        release.current_version,
        concat(release.release_id, '@', release.current_version) AS name,
        coalesce(document.part, 0) AS part
    FROM warehouse.core.release AS release
    LEFT JOIN search.main.document AS document
        ON concat(release.release_id, '@', release.current_version) = document.name
),

taken AS (
    SELECT *
    FROM newest
    WHERE part IN (0, cast($part AS BIGINT))
    ORDER BY part DESC, name ASC
    LIMIT $size
)

SELECT
    taken.name,
    index_text(version.title) AS title,
    index_text(version.body) AS body
FROM taken
INNER JOIN warehouse.core.release_version AS version
    ON
        taken.release_id = version.release_id
        AND taken.current_version = version.version;
