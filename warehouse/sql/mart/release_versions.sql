-- One row a version of a release, with the time it held and the time it was the newest known.
--
-- Two times, kept apart. Valid time is the publisher's: from when to when it said this, as far as
-- can be told. What we only read otherwise moves nothing there. Known time is ours: what is read
-- again from the archive was observed long before it is recorded, and what was known on a day
-- follows from when it was recorded.
CREATE OR REPLACE VIEW mart.release_versions AS
-- Few releases have a second version: to look the next one up costs less than to sort them all.
WITH later AS (
    SELECT
        version.release_id,
        version.version - 1 AS version,
        greatest(version.observed_at, run.started_at) AS recorded_at
    FROM core.release_version AS version
    INNER JOIN raw.run AS run ON version.run_id = run.run_id
    WHERE version.version > 1
),

-- What the publisher said next, for each version it was said after.
edited AS (
    SELECT
        release_id,
        version,
        observed_at
    FROM core.release_version
    WHERE version > 1 AND cause IN ('edited', 'reread')
),

spans AS (
    SELECT
        version.release_id,
        version.version,
        max(edited.observed_at) FILTER (WHERE edited.version <= version.version) AS valid_from_at,
        min(edited.observed_at) FILTER (WHERE edited.version > version.version) AS valid_until_at
    FROM core.release_version AS version
    INNER JOIN edited ON version.release_id = edited.release_id
    GROUP BY version.release_id, version.version
),

changes AS (
    SELECT
        release_id,
        version,
        -- The one that says most of several.
        arg_min(change, position) AS change
    FROM (
        SELECT
            release_id,
            version,
            change,
            list_position(
                ['correction', 'removal', 'substantive', 'retitle', 're-date', 'cosmetic'], change
            ) AS position
        FROM core.field_change
        WHERE field NOT IN ('kind', 'language')
    ) AS ranked
    GROUP BY release_id, version
)

SELECT
    version.release_id,
    version.version,
    release.source_id,
    release.url,
    version.cause,
    version.changed_fields,
    coalesce(changes.change, '') AS change,
    version.title,
    version.body,
    version.published_on,
    version.published_at,
    version.number,
    version.language,
    version.language_confidence,
    version.language_method,
    version.kind,
    version.kind_confidence,
    version.kind_method,
    version.kind_evidence,
    version.format,
    version.charset,
    version.repairs,
    version.digest,
    version.raw_digest,
    -- A release that was seen before the hour it states was out by then.
    coalesce(
        spans.valid_from_at,
        least(
            coalesce(version.published_at, to_timestamp(epoch(version.published_on))),
            version.observed_at
        )
    ) AS valid_from_at,
    spans.valid_until_at,
    version.former_seen_at,
    version.observed_at,
    greatest(version.observed_at, run.started_at) AS recorded_at,
    later.recorded_at AS superseded_at,
    version.version = release.current_version AS is_current,
    version.rule_version,
    version.run_id,
    version.archive_file,
    version.archive_offset
FROM core.release_version AS version
INNER JOIN core.release AS release ON version.release_id = release.release_id
INNER JOIN raw.run AS run ON version.run_id = run.run_id
LEFT JOIN later
    ON version.release_id = later.release_id AND version.version = later.version
LEFT JOIN spans
    ON version.release_id = spans.release_id AND version.version = spans.version
LEFT JOIN changes
    ON version.release_id = changes.release_id AND version.version = changes.version;
