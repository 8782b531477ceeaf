-- One row a cluster of releases that repeat each other, the largest first.
WITH RECURSIVE pair AS (
    SELECT DISTINCT
        release_id,
        origin_release_id
    FROM core.near_duplicate
),

-- From each release that repeats none, down to those that repeat it or one that does.
reached AS (
    SELECT DISTINCT
        pair.origin_release_id AS root,
        pair.origin_release_id AS release_id
    FROM pair
    ANTI JOIN pair AS former ON pair.origin_release_id = former.release_id
    UNION
    SELECT
        reached.root,
        pair.release_id
    FROM reached
    INNER JOIN pair ON reached.release_id = pair.origin_release_id
),

-- One that repeats several origins belongs to the first by id.
member AS (
    SELECT
        release_id,
        min(root) AS root
    FROM reached
    GROUP BY release_id
),

clustered AS (
    SELECT
        member.root,
        count(*) AS release_count,
        count(DISTINCT release.source_id) AS source_count,
        list_sort(list(DISTINCT release.source_id)) AS source_ids,
        min(release.published_on) AS first_published_on,
        max(release.published_on) AS last_published_on,
        min(release.release_id, 10) AS release_ids
    FROM member
    INNER JOIN mart.release_index AS release ON member.release_id = release.release_id
    GROUP BY member.root
)

SELECT
    origin.title,
    origin.source_id AS origin_source_id,
    clustered.release_count,
    clustered.source_count,
    clustered.source_ids,
    clustered.first_published_on,
    clustered.last_published_on,
    date_diff('day', clustered.first_published_on, clustered.last_published_on) AS spread_days,
    clustered.root AS origin_release_id,
    origin.url AS origin_url,
    clustered.release_ids
FROM clustered
INNER JOIN mart.release_index AS origin ON clustered.root = origin.release_id
WHERE
    clustered.release_count > 1
    AND (NOT $syndicated OR clustered.source_count > 1)
    AND ($source IS NULL OR list_contains(clustered.source_ids, $source))
ORDER BY clustered.release_count DESC, clustered.root
LIMIT $limit;
