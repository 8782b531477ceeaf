-- One row an open rejection, the latest first.
SELECT
    fetch_id,
    source_id,
    stage,
    reason,
    url,
    archive_file,
    archive_offset,
    last_rejected_at
FROM mart.rejections
WHERE
    ($run IS NULL OR run_id = $run)
    AND ($source IS NULL OR source_id = $source)
    AND ($stage IS NULL OR stage = $stage)
ORDER BY last_rejected_at DESC, source_id, url
