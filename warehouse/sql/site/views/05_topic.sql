-- One row a topic of a release.
CREATE TEMP VIEW site_topic AS
SELECT
    topic.release_id,
    topic.topic_id,
    topic.label,
    topic.confidence,
    topic.terms
FROM site_release AS release
INNER JOIN core.topic_assignment AS topic
    ON
        release.release_id = topic.release_id
        AND release.version = topic.version;
