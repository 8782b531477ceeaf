-- One row an answer of a channel: kept as first recorded.
MERGE INTO raw.channel_fetch AS held
USING staged_fetch AS staged
    ON held.fetch_id = staged.fetch_id
WHEN NOT MATCHED THEN INSERT (
    fetch_id, run_id, source_id, url, final_url, fetched_at, status, outcome, media_type,
    charset, raw_digest, byte_count, archive_file, archive_offset, error_kind, error
) VALUES (
    staged.fetch_id, staged.run_id, staged.source_id, staged.url, staged.final_url,
    staged.fetched_at, staged.status, staged.outcome, staged.media_type, staged.charset,
    staged.raw_digest, staged.byte_count, staged.archive_file, staged.archive_offset,
    staged.error_kind, staged.error
);
