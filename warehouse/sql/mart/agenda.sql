-- One row an event or deadline that a release announces, with the release that confirms it.
CREATE OR REPLACE VIEW mart.agenda AS
WITH current_version AS (
    SELECT
        release.release_id,
        release.source_id,
        release.current_version AS version,
        version.published_on
    FROM core.release AS release
    INNER JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
),

-- A later release that names the event once it has begun tells that it took place.
confirmed AS (
    SELECT
        item.release_id,
        item.position,
        arg_min(later.release_id, later.published_on) AS confirmed_release_id
    FROM core.agenda_item AS item
    INNER JOIN current_version AS announced
        ON item.release_id = announced.release_id AND item.version = announced.version
    INNER JOIN core.work AS work
        ON
            work.kind = 'event'
            AND lower(item.name) = lower(work.name)
            AND item.release_id <> work.release_id
    INNER JOIN current_version AS later
        ON work.release_id = later.release_id AND work.version = later.version
    WHERE
        later.published_on > announced.published_on
        AND later.published_on >= item.starts_on
    GROUP BY item.release_id, item.position
)

SELECT
    item.release_id,
    item.position,
    announced.source_id,
    announced.published_on,
    item.kind,
    item.name,
    item.starts_on,
    item.ends_on,
    item.precision,
    item.place,
    item.text,
    item.rule,
    item.confidence,
    confirmed.confirmed_release_id
FROM core.agenda_item AS item
INNER JOIN current_version AS announced
    ON item.release_id = announced.release_id AND item.version = announced.version
LEFT JOIN confirmed
    ON item.release_id = confirmed.release_id AND item.position = confirmed.position;
