-- One row: what an address of a channel listed when its answer last changed.
SELECT reading
FROM core.channel_reading
WHERE url = $channel_url;
