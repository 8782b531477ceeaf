-- One row an archived record of a chosen release: what its versions were read from, and every later
-- answer that said the same.
SELECT
    version.archive_file,
    version.archive_offset
FROM core.release_version AS version
WHERE
    version.archive_file <> ''
    AND version.release_id IN (SELECT chosen.release_id FROM chosen)
UNION
SELECT
    request.archive_file,
    request.archive_offset
FROM raw."fetch" AS request
INNER JOIN core.outcome AS outcome ON request.fetch_id = outcome.fetch_id
WHERE
    request.archive_file <> ''
    AND outcome.release_id IN (SELECT chosen.release_id FROM chosen);
