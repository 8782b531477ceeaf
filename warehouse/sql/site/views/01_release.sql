-- One row a release the site shows, numbered from the newest on.
CREATE TEMP TABLE site_release AS
SELECT
    row_number() OVER (
        ORDER BY published_on DESC NULLS LAST, source_id ASC, title ASC, release_id ASC
    ) - 1 AS number,
    release_id,
    current_version AS version,
    url,
    title,
    published_on,
    source_id,
    coalesce(source_name, source_id) AS source_name,
    language,
    kind,
    topics,
    is_duplicate,
    is_edited,
    page_state
FROM mart.releases
WHERE $since IS NULL OR published_on >= $since;
