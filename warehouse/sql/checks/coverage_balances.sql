-- One row a source of a run whose documents are not all accounted for.
SELECT
    run_id,
    source_id,
    discovered_count
FROM core.coverage
WHERE
    discovered_count
    <> loaded_count + unchanged_count + duplicate_count + rejected_count + failed_count;
