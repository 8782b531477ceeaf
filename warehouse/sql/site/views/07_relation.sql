-- One row a release that another one repeats, translates or shares a meeting with.
CREATE TEMP VIEW site_relation AS
WITH account AS (
    SELECT
        link.release_id,
        link.meeting_id
    FROM core.meeting_link AS link
),

related AS (
    SELECT
        pair.release_id,
        pair.origin_release_id AS other_id,
        'repeats' AS relation,
        concat(pair.method, ' ', round(pair.similarity, 2)) AS why
    FROM core.near_duplicate AS pair
    UNION ALL
    SELECT
        pair.origin_release_id AS release_id,
        pair.release_id AS other_id,
        'is repeated by' AS relation,
        concat(pair.method, ' ', round(pair.similarity, 2)) AS why
    FROM core.near_duplicate AS pair
    UNION ALL
    SELECT
        one.release_id,
        other.release_id AS other_id,
        'stands in another language as' AS relation,
        array_to_string(other.signals, ', ') AS why
    FROM core.language_group AS one
    INNER JOIN core.language_group AS other
        ON one.group_id = other.group_id AND one.release_id <> other.release_id
    UNION ALL
    SELECT DISTINCT
        one.release_id,
        other.release_id AS other_id,
        'tells of the same meeting as' AS relation,
        '' AS why
    FROM account AS one
    INNER JOIN account AS other
        ON one.meeting_id = other.meeting_id AND one.release_id <> other.release_id
)

SELECT
    related.release_id,
    related.relation,
    related.why,
    other.release_id AS other_id,
    other.title,
    other.language,
    other.source_name,
    other.published_on
FROM related
INNER JOIN site_release AS release ON related.release_id = release.release_id
INNER JOIN site_release AS other ON related.other_id = other.release_id
-- A text that hundreds repeat is no page of links.
QUALIFY row_number() OVER (
    PARTITION BY related.release_id, related.relation ORDER BY other.number
) <= 50;
