-- One row a URL whose bytes were read again: known from now on if they gave a release.
UPDATE core.url_state AS held
SET
    is_read = result.release_id IS NOT NULL,
    release_id = coalesce(result.release_id, held.release_id)
FROM core.outcome AS result
WHERE result.batch_id = $batch_id AND held.fetch_id = result.fetch_id;
