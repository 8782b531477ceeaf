-- One row an open rejection, the latest first.
SELECT
    run_id,
    source_id,
    fetch_id,
    url,
    stage,
    reason,
    error_path,
    raw_digest,
    archive_file,
    archive_offset,
    rule_version,
    observed_at
FROM raw.rejection
WHERE
    resolved_at IS NULL
    AND ($source_id IS NULL OR source_id = $source_id)
    AND ($stage IS NULL OR stage = $stage)
ORDER BY last_rejected_at DESC, source_id, url, reason;
