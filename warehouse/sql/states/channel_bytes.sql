-- One row: the last bytes an address of a channel brought, and where they are archived.
SELECT
    url,
    raw_digest,
    final_url,
    archive_file,
    archive_offset,
    fetched_at AS archived_at
FROM raw.channel_fetch
WHERE url = $channel_url AND outcome = 'fetched' AND raw_digest IS NOT NULL
ORDER BY fetched_at DESC, archive_offset DESC
LIMIT 1;
