-- One row a publisher: how many of its channels answered with nothing in them, and one of these.
SELECT
    source_id,
    count(*) AS channel_count,
    min(url) AS url
FROM mart.url_states
WHERE role = 'channel' AND state = 'empty'
GROUP BY source_id
