-- One row a source of a run: what became of every document it discovered.
MERGE INTO core.coverage AS held
USING (
    SELECT *
    FROM staged_coverage
    QUALIFY row_number() OVER (PARTITION BY run_id, source_id) = 1
) AS staged
    ON held.run_id = staged.run_id AND held.source_id = staged.source_id
WHEN MATCHED THEN
    UPDATE
        SET
            discovered_count = staged.discovered_count,
            loaded_count = staged.loaded_count,
            unchanged_count = staged.unchanged_count,
            duplicate_count = staged.duplicate_count,
            rejected_count = staged.rejected_count,
            failed_count = staged.failed_count,
            state = staged.state,
            reason = staged.reason
WHEN NOT MATCHED THEN INSERT (
    run_id, source_id, discovered_count, loaded_count, unchanged_count, duplicate_count,
    rejected_count, failed_count, state, reason
) VALUES (
    staged.run_id, staged.source_id, staged.discovered_count, staged.loaded_count,
    staged.unchanged_count, staged.duplicate_count, staged.rejected_count,
    staged.failed_count, staged.state, staged.reason
);
