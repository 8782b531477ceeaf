-- One row a batch: the manifest, last of the transaction.
INSERT INTO raw.batch BY NAME
SELECT
    batch_id,
    run_id,
    source_id,
    cause,
    staged_file,
    fetched_count,
    unchanged_count,
    failed_count,
    readable_count,
    rejected_count
FROM staged_batch;
