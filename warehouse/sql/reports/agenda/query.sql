-- One row an announced event or deadline, the next first, with the release that confirms it.
SELECT
    item.starts_on,
    item.ends_on,
    item.kind,
    item.name,
    item.place,
    item.source_id,
    item.published_on,
    item.text,
    item.confirmed_release_id IS NOT NULL AS is_confirmed,
    item.release_id,
    item.confirmed_release_id
FROM mart.agenda AS item
WHERE $since IS NULL OR item.starts_on >= $since
ORDER BY item.starts_on NULLS LAST, item.name, item.source_id
LIMIT $limit;
