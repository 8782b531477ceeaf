-- One row: when a source's documents were last listed.
SELECT max(last_seen_at) AS looked_at
FROM core.url_state
WHERE source_id = $source_id AND role = 'document';
