-- One row a release of a part of the index: those it holds and that are still current, and others
-- that no part holds, until it is full. It is named by its text: another text, another name.
CREATE TABLE search.main.part_0 AS
WITH newest AS (
    SELECT
        release.release_id,
        release.current_version,
        concat(release.release_id, '@', left(version.digest, 16)) AS name
    FROM warehouse.core.release AS release
    INNER JOIN warehouse.core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
),

taken AS (
    SELECT newest.*
    FROM newest
    LEFT JOIN search.main.document AS document ON newest.name = document.name
    WHERE coalesce(document.part, 0) IN (0, cast($part AS BIGINT))
    ORDER BY document.part DESC NULLS LAST, newest.name ASC
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
