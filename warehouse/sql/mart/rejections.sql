-- One row a rejection nothing has settled yet.
CREATE OR REPLACE VIEW mart.rejections AS
SELECT
    rejection.source_id,
    source.name AS source_name,
    rejection.url,
    rejection.stage,
    rejection.reason,
    rejection.error_path,
    rejection.first_rejected_at,
    rejection.last_rejected_at,
    rejection.raw_digest,
    rejection.rule_version,
    rejection.run_id,
    rejection.fetch_id,
    rejection.archive_file,
    rejection.archive_offset
FROM raw.rejection AS rejection
LEFT JOIN core.source AS source ON rejection.source_id = source.source_id
WHERE rejection.resolved_at IS NULL;
