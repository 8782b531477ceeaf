-- One row a date found in or beside a release, the chosen one first.
CREATE TEMP VIEW site_date AS
SELECT
    day.release_id,
    day.position,
    day.date_on,
    day.method,
    day.text,
    day.confidence,
    day.is_chosen,
    day.reason
FROM site_release AS release
INNER JOIN core.date_candidate AS day
    ON
        release.release_id = day.release_id
        AND release.version = day.version;
