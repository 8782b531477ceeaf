-- One row a source, stage and reason with open rejections.
SELECT
    source_id,
    stage,
    reason,
    count(*) AS rejection_count,
    max(last_rejected_at) AS last_rejected_at,
    min(url) AS example_url
FROM mart.rejections
WHERE $source IS NULL OR source_id = $source
GROUP BY source_id, stage, reason
ORDER BY rejection_count DESC, source_id, stage, reason;
