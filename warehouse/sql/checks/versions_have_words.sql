-- One row a version without a title or without a text.
SELECT
    release_id,
    version,
    title
FROM core.release_version
WHERE title = '' OR body = '';
