-- One row a URL and role: as it is now.
MERGE INTO core.url_state AS held
USING staged_state AS staged
    ON held.url = staged.url AND held.role = staged.role
WHEN MATCHED THEN
    UPDATE
        SET
            source_id = staged.source_id,
            state = staged.state,
            error_kind = staged.error_kind,
            failure_count = staged.failure_count,
            etag = staged.etag,
            last_modified = staged.last_modified,
            raw_digest = staged.raw_digest,
            is_read = staged.is_read,
            not_modified_count = staged.not_modified_count,
            interval_hours = staged.interval_hours,
            first_seen_at = staged.first_seen_at,
            last_seen_at = staged.last_seen_at,
            last_asked_at = staged.last_asked_at,
            last_changed_at = staged.last_changed_at,
            last_full_at = staged.last_full_at,
            next_due_at = staged.next_due_at,
            final_url = staged.final_url,
            archive_file = staged.archive_file,
            archive_offset = staged.archive_offset,
            archived_at = staged.archived_at,
            fetch_id = staged.fetch_id,
            release_id = staged.release_id,
            reader = staged.reader
WHEN NOT MATCHED THEN INSERT (
    url, source_id, role, state, error_kind, failure_count, etag, last_modified, raw_digest,
    is_read, not_modified_count, interval_hours, first_seen_at, last_seen_at, last_asked_at,
    last_changed_at, last_full_at, next_due_at, final_url, archive_file, archive_offset,
    archived_at, fetch_id, release_id, reader
) VALUES (
    staged.url, staged.source_id, staged.role, staged.state, staged.error_kind,
    staged.failure_count, staged.etag, staged.last_modified, staged.raw_digest, staged.is_read,
    staged.not_modified_count, staged.interval_hours, staged.first_seen_at,
    staged.last_seen_at, staged.last_asked_at, staged.last_changed_at, staged.last_full_at,
    staged.next_due_at, staged.final_url, staged.archive_file, staged.archive_offset,
    staged.archived_at, staged.fetch_id, staged.release_id, staged.reader
);
