-- One row: how often a source's URLs are asked; no row if the source is unknown.
SELECT
    min_interval_hours AS min_hours,
    max_interval_hours AS max_hours
FROM core.source
WHERE source_id = $source_id;
