-- One row a pair of releases that share a band: the later one, the earlier one.
--
-- A release that has the very text of another is linked already. A family of like texts makes many
-- pairs: of one release the twenty with most bands in common are compared.
WITH shared AS (
    SELECT
        linked.release_id,
        other.release_id AS other_release_id,
        count(*) AS band_count
    FROM linked
    INNER JOIN core.text_band AS band ON linked.release_id = band.release_id
    INNER JOIN core.text_band AS other
        ON
            band.band = other.band
            AND linked.release_id <> other.release_id
    GROUP BY linked.release_id, other.release_id
    QUALIFY row_number() OVER (
        PARTITION BY linked.release_id
        ORDER BY band_count DESC, other.release_id
    ) <= 20
),

texts AS (
    SELECT
        release.release_id,
        release.first_seen_at,
        version.published_on,
        version.text_digest,
        version.language,
        version.body
    FROM core.release AS release
    INNER JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
    WHERE
        release.release_id IN (
            SELECT shared.release_id FROM shared
            UNION
            SELECT shared.other_release_id FROM shared
        )
),

judged AS (
    SELECT
        one.release_id,
        other.release_id AS other_release_id,
        CASE
            WHEN one.published_on <> other.published_on
                THEN one.published_on < other.published_on
            WHEN one.first_seen_at <> other.first_seen_at
                THEN one.first_seen_at < other.first_seen_at
            ELSE one.release_id < other.release_id
        END AS is_earlier
    FROM shared
    INNER JOIN texts AS one ON shared.release_id = one.release_id
    INNER JOIN texts AS other ON shared.other_release_id = other.release_id
    WHERE one.text_digest <> other.text_digest
),

ordered AS (
    SELECT DISTINCT
        CASE WHEN is_earlier THEN other_release_id ELSE release_id END AS release_id,
        CASE WHEN is_earlier THEN release_id ELSE other_release_id END AS origin_release_id
    FROM judged
)

SELECT
    ordered.release_id,
    ordered.origin_release_id,
    copy.language,
    copy.body,
    origin.language AS origin_language,
    origin.body AS origin_body
FROM ordered
INNER JOIN texts AS copy ON ordered.release_id = copy.release_id
INNER JOIN texts AS origin ON ordered.origin_release_id = origin.release_id
ORDER BY ordered.release_id, ordered.origin_release_id;
