-- One row an archived record to copy: those asked for, and those they refer to.
WITH request AS (
    SELECT
        request.url,
        request.fetched_at,
        request.raw_digest
    FROM raw."fetch" AS request
    INNER JOIN asked_record
        ON
            request.archive_file = asked_record.archive_file
            AND request.archive_offset = asked_record.archive_offset
    WHERE request.outcome <> 'fetched'
),

brought AS (
    SELECT *
    FROM raw."fetch"
    WHERE outcome = 'fetched' AND archive_file <> ''
)

SELECT
    asked_record.archive_file,
    asked_record.archive_offset
FROM asked_record
WHERE asked_record.archive_file <> ''
UNION
SELECT
    brought.archive_file,
    brought.archive_offset
FROM request
ASOF INNER JOIN brought
    ON
        request.url = brought.url
        AND request.raw_digest = brought.raw_digest
        AND request.fetched_at >= brought.fetched_at
ORDER BY archive_file, archive_offset;
