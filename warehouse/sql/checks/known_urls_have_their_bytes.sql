-- One row a URL that is asked only for changes although its bytes were not read, or not kept.
SELECT
    url,
    role,
    fetch_id
FROM core.url_state
WHERE
    is_read
    AND (
        raw_digest IS NULL
        OR (
            role = 'document'
            AND fetch_id NOT IN (SELECT request.fetch_id FROM raw."fetch" AS request)
        )
    );
