-- One row a release: a number that changes when anything its page shows does.
WITH shown AS (
    SELECT
        release_id,
        hash(site_text) AS digest
    FROM site_text
    UNION ALL
    SELECT
        release_id,
        hash(site_mark) AS digest
    FROM site_mark
    UNION ALL
    SELECT
        release_id,
        hash(site_version) AS digest
    FROM site_version
    UNION ALL
    SELECT
        release_id,
        hash(site_topic) AS digest
    FROM site_topic
    UNION ALL
    SELECT
        release_id,
        hash(site_date) AS digest
    FROM site_date
    UNION ALL
    SELECT
        release_id,
        hash(site_relation) AS digest
    FROM site_relation
    UNION ALL
    SELECT
        release_id,
        hash(site_meeting) AS digest
    FROM site_meeting
)

SELECT
    release_id,
    cast(sum(digest) AS VARCHAR) AS key
FROM shown
GROUP BY release_id;
