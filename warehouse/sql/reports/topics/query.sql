-- One row a topic; copies are left out.
SELECT
    label,
    topic_id,
    count(*) AS release_count,
    round(avg(confidence), 2) AS mean_confidence,
    max(published_on) AS last_published_on
FROM mart.topics
WHERE
    NOT is_duplicate
    AND ($source IS NULL OR source_id = $source)
    AND ($since IS NULL OR published_on >= $since)
GROUP BY topic_id, label
ORDER BY release_count DESC, label;
