-- One row a value that a search can be narrowed to, the most frequent first.
SELECT
    'source' AS facet,
    source_id AS value,
    any_value(source_name) AS label,
    count(*) AS release_count
FROM site_release
GROUP BY source_id
UNION ALL
SELECT
    'kind' AS facet,
    kind AS value,
    kind AS label,
    count(*) AS release_count
FROM site_release
GROUP BY kind
UNION ALL
SELECT
    'language' AS facet,
    language AS value,
    language AS label,
    count(*) AS release_count
FROM site_release
GROUP BY language
UNION ALL
SELECT
    'topic' AS facet,
    topic_id AS value,
    any_value(label) AS label,
    count(*) AS release_count
FROM site_topic
GROUP BY topic_id
ORDER BY facet, label, value;
