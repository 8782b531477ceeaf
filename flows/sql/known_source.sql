-- One row: the source, if any run looked at it.
SELECT source_id
FROM mart.sources
WHERE source_id = $source
