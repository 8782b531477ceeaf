-- One row a pair of persons or organisations that the same releases name, the most frequent first.
WITH bounds AS (
    SELECT coalesce($until, max(published_on) FILTER (WHERE published_on <= today())) AS last_on
    FROM mart.release_index
),

recent AS (
    SELECT
        release.release_id,
        release.version,
        release.published_on
    FROM mart.release_index AS release
    INNER JOIN bounds
        ON
            release.published_on <= bounds.last_on
            AND release.published_on > bounds.last_on - cast($days AS INTEGER)
    WHERE
        NOT release.is_duplicate
        AND ($source IS NULL OR release.source_id = $source)
),

named AS (
    SELECT
        recent.release_id,
        recent.published_on,
        entity.entity,
        entity.entity_id,
        entity.name
    FROM recent
    INNER JOIN core.entity AS entity
        ON recent.release_id = entity.release_id AND recent.version = entity.version
    WHERE
        entity.entity IN ('person', 'organisation')
        AND ($entity IS NULL OR entity.entity = $entity)
),

beside AS (
    SELECT DISTINCT release_id
    FROM named
    WHERE entity_id = $around
),

-- Pairs grow with the square of the names in a release: only the most named are paired.
known AS (
    SELECT
        named.entity,
        named.entity_id,
        max(named.name) AS name,
        count(DISTINCT named.release_id) AS release_count
    FROM named
    LEFT JOIN beside ON named.release_id = beside.release_id
    WHERE $around IS NULL OR beside.release_id IS NOT NULL
    GROUP BY named.entity, named.entity_id
    ORDER BY release_count DESC, named.entity_id
    LIMIT 200
),

member AS (
    SELECT DISTINCT
        named.release_id,
        named.published_on,
        named.entity,
        named.entity_id
    FROM named
    INNER JOIN known ON named.entity = known.entity AND named.entity_id = known.entity_id
),

pairs AS (
    SELECT
        one.entity,
        one.entity_id,
        other.entity AS other_entity,
        other.entity_id AS other_entity_id,
        count(*) AS release_count,
        max(one.published_on) AS last_published_on,
        min(one.release_id, 10) AS release_ids
    FROM member AS one
    INNER JOIN member AS other
        ON
            one.release_id = other.release_id
            AND (one.entity_id, one.entity) < (other.entity_id, other.entity)
    WHERE $around IS NULL OR $around IN (one.entity_id, other.entity_id)
    GROUP BY one.entity, one.entity_id, other.entity, other.entity_id
),

totals AS (
    SELECT
        entity,
        entity_id,
        count(*) AS release_count
    FROM member
    GROUP BY entity, entity_id
)

SELECT
    one.name,
    one.entity,
    one.entity_id,
    other.name AS other_name,
    other.entity AS other_entity,
    other.entity_id AS other_entity_id,
    pairs.release_count,
    -- 1 is what chance would give.
    round(
        pairs.release_count * (SELECT count(*) FROM recent)
        / (one_total.release_count * other_total.release_count), 2
    ) AS lift,
    pairs.last_published_on,
    pairs.release_ids
FROM pairs
INNER JOIN known AS one ON pairs.entity = one.entity AND pairs.entity_id = one.entity_id
INNER JOIN known AS other
    ON pairs.other_entity = other.entity AND pairs.other_entity_id = other.entity_id
INNER JOIN totals AS one_total
    ON pairs.entity = one_total.entity AND pairs.entity_id = one_total.entity_id
INNER JOIN totals AS other_total
    ON
        pairs.other_entity = other_total.entity
        AND pairs.other_entity_id = other_total.entity_id
ORDER BY pairs.release_count DESC, pairs.entity_id, pairs.other_entity_id
LIMIT $limit;
