-- One row: what the site shows, in numbers, and as of when.
SELECT
    (SELECT count(*) FROM site_release) AS release_count,
    (
        SELECT count(*) FROM site_release
        WHERE is_duplicate
    ) AS duplicate_count,
    (
        SELECT count(*) FROM site_release
        WHERE is_edited
    ) AS edited_count,
    (SELECT count(DISTINCT source_id) FROM site_release) AS source_count,
    (SELECT count(DISTINCT language) FROM site_release) AS language_count,
    (SELECT min(published_on) FROM site_release) AS first_on,
    (SELECT max(published_on) FROM site_release) AS last_on,
    (
        SELECT count(*) FROM site_entity
        WHERE entity = 'person'
    ) AS person_count,
    (
        SELECT count(*) FROM site_entity
        WHERE entity = 'organisation'
    ) AS organisation_count,
    (SELECT count(DISTINCT meeting_id) FROM site_meeting) AS meeting_count,
    (
        SELECT count(*)
        FROM site_release AS release
        INNER JOIN core.quote AS quote
            ON
                release.release_id = quote.release_id
                AND release.version = quote.version
    ) AS quote_count,
    (SELECT count(*) FROM mart.rejections) AS rejection_count,
    (SELECT max(started_at) FROM mart.runs) AS last_run_at,
    (SELECT max(run_id) FROM mart.runs) AS last_run_id;
