-- One row a request: kept as first recorded, however often its bytes are read again. A document
-- that was not asked for, as it is not due, made none.
MERGE INTO raw."fetch" AS held
USING (
    SELECT *
    FROM staged_fetch
    WHERE outcome <> 'skipped'
) AS staged
    ON held.fetch_id = staged.fetch_id
WHEN NOT MATCHED THEN INSERT (
    fetch_id, run_id, source_id, url, final_url, fetched_at, status, outcome, media_type,
    charset, etag, last_modified, raw_digest, byte_count, archive_file, archive_offset,
    error_kind, error, hint_title, hint_published, hint_language, hint_content,
    hint_alternates
) VALUES (
    staged.fetch_id, staged.run_id, staged.source_id, staged.url, staged.final_url,
    staged.fetched_at, staged.status, staged.outcome, staged.media_type, staged.charset,
    staged.etag, staged.last_modified, staged.raw_digest, staged.byte_count,
    staged.archive_file, staged.archive_offset, staged.error_kind, staged.error,
    staged.hint_title, staged.hint_published, staged.hint_language, staged.hint_content,
    staged.hint_alternates
);
