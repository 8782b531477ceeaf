-- One row: the last version compared, by key; none if there was none.
SELECT
    release_id,
    version
FROM compared
ORDER BY release_id DESC, version DESC
LIMIT 1;
