-- One row a request of a document and what came of it.
CREATE OR REPLACE VIEW mart.fetches AS
SELECT
    fetch_id,
    run_id,
    source_id,
    url,
    final_url,
    fetched_at,
    status,
    outcome,
    media_type,
    raw_digest,
    byte_count,
    archive_file,
    archive_offset,
    error_kind,
    error
FROM raw."fetch";
