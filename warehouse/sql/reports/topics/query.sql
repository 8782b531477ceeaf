-- One row a topic; copies are left out.
SELECT
    topic.label,
    topic.topic_id,
    count(*) AS release_count,
    round(avg(topic.confidence), 2) AS mean_confidence,
    max(release.published_on) AS last_published_on
FROM core.topic_assignment AS topic
INNER JOIN mart.release_index AS release
    ON topic.release_id = release.release_id AND topic.version = release.version
WHERE
    NOT release.is_duplicate
    AND ($source IS NULL OR release.source_id = $source)
    AND ($since IS NULL OR release.published_on >= $since)
GROUP BY topic.topic_id, topic.label
ORDER BY release_count DESC, topic.label;
