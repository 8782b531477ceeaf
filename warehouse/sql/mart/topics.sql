-- One row a topic of a release, as its newest version states it.
CREATE OR REPLACE VIEW mart.topics AS
SELECT
    topic.release_id,
    topic.topic_id,
    topic.label,
    topic.confidence,
    topic.terms,
    release.source_id,
    version.title,
    version.published_on,
    version.language,
    release.duplicate_of_release_id IS NOT NULL AS is_duplicate
FROM core.release AS release
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
INNER JOIN core.topic_assignment AS topic
    ON
        release.release_id = topic.release_id
        AND release.current_version = topic.version;
