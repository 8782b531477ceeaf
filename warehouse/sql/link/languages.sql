-- One row a pair of releases that are translations of each other, one of them linked now.
--
-- Two releases of one publisher in different languages, published within three days, are
-- translations of each other where two signals agree: one names the other as its translation; they
-- have one number; one day; two persons or organisations in common; three numbers in common.
-- Releases of one day by one office share their names: of several in a language only the one with
-- most in common is the translation, and only if the same holds the other way round.
WITH current_version AS (
    SELECT
        release.release_id,
        release.source_id,
        release.url,
        release.current_version AS version,
        version.language,
        version.published_on,
        version.number,
        request.hint_alternates
    FROM core.release AS release
    INNER JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
    INNER JOIN raw."fetch" AS request ON version.fetch_id = request.fetch_id
    WHERE version.language <> 'und'
),

pairs AS (
    SELECT
        one.release_id,
        one.version,
        other.release_id AS other_release_id,
        other.version AS other_version,
        one.language,
        other.language AS other_language,
        contains(concat(one.hint_alternates, chr(10)), concat(' ', other.url, chr(10)))
        OR contains(concat(other.hint_alternates, chr(10)), concat(' ', one.url, chr(10)))
            AS is_named,
        one.number <> '' AND one.number = other.number AS has_number,
        one.published_on = other.published_on AS has_day
    FROM current_version AS one
    INNER JOIN linked ON one.release_id = linked.release_id
    INNER JOIN current_version AS other
        ON
            one.source_id = other.source_id
            AND one.language <> other.language
            AND one.release_id <> other.release_id
            AND other.published_on BETWEEN one.published_on - 3 AND one.published_on + 3
),

names AS (
    SELECT
        pairs.release_id,
        pairs.other_release_id,
        count(DISTINCT one.entity_id) AS name_count
    FROM pairs
    INNER JOIN core.entity AS one
        ON pairs.release_id = one.release_id AND pairs.version = one.version
    INNER JOIN core.entity AS other
        ON
            pairs.other_release_id = other.release_id
            AND pairs.other_version = other.version
            AND one.entity = other.entity
            AND one.entity_id = other.entity_id
    WHERE one.entity <> 'place'
    GROUP BY pairs.release_id, pairs.other_release_id
),

amounts AS (
    SELECT
        pairs.release_id,
        pairs.other_release_id,
        count(DISTINCT one.amount) AS amount_count
    FROM pairs
    INNER JOIN core.quantity AS one
        ON pairs.release_id = one.release_id AND pairs.version = one.version
    INNER JOIN core.quantity AS other
        ON
            pairs.other_release_id = other.release_id
            AND pairs.other_version = other.version
            AND one.amount = other.amount
    GROUP BY pairs.release_id, pairs.other_release_id
),

judged AS (
    SELECT
        pairs.*,
        coalesce(names.name_count, 0) + coalesce(amounts.amount_count, 0) AS shared_count,
        list_concat(
            CASE WHEN pairs.is_named THEN ['alternate'] ELSE [] END,
            CASE WHEN pairs.has_number THEN ['number'] ELSE [] END,
            CASE WHEN pairs.has_day THEN ['day'] ELSE [] END,
            CASE WHEN coalesce(names.name_count, 0) >= 2 THEN ['names'] ELSE [] END,
            CASE WHEN coalesce(amounts.amount_count, 0) >= 3 THEN ['amounts'] ELSE [] END
        ) AS signals
    FROM pairs
    LEFT JOIN names
        ON
            pairs.release_id = names.release_id
            AND pairs.other_release_id = names.other_release_id
    LEFT JOIN amounts
        ON
            pairs.release_id = amounts.release_id
            AND pairs.other_release_id = amounts.other_release_id
),

ranked AS (
    SELECT
        judged.*,
        rank() OVER (
            PARTITION BY judged.release_id, judged.other_language
            ORDER BY
                judged.is_named DESC,
                judged.has_number DESC,
                len(judged.signals) DESC,
                judged.shared_count DESC
        ) AS place,
        rank() OVER (
            PARTITION BY judged.other_release_id, judged.language
            ORDER BY
                judged.is_named DESC,
                judged.has_number DESC,
                len(judged.signals) DESC,
                judged.shared_count DESC
        ) AS other_place
    FROM judged
    WHERE len(judged.signals) >= 2
)

SELECT
    release_id,
    other_release_id,
    signals
FROM ranked
WHERE place = 1 AND other_place = 1
ORDER BY release_id, other_release_id;
