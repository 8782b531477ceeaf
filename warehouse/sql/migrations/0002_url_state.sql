-- What is remembered of every URL, what channels list, and how often sources are asked.
ALTER TABLE core.source ADD COLUMN min_interval_hours DOUBLE DEFAULT 1.0;
ALTER TABLE core.source ADD COLUMN max_interval_hours DOUBLE DEFAULT 168.0;
ALTER TABLE core.source ALTER COLUMN min_interval_hours SET NOT NULL;
ALTER TABLE core.source ALTER COLUMN max_interval_hours SET NOT NULL;

-- One row a URL and role it has: how it answered last, and when it is asked again.
CREATE TABLE core.url_state (
    url VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    error_kind VARCHAR NOT NULL,
    failure_count BIGINT NOT NULL,
    etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL,
    raw_digest VARCHAR,
    is_read BOOLEAN NOT NULL,
    not_modified_count BIGINT NOT NULL,
    interval_hours DOUBLE NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    last_asked_at TIMESTAMPTZ NOT NULL,
    last_changed_at TIMESTAMPTZ,
    last_full_at TIMESTAMPTZ,
    next_due_at TIMESTAMPTZ,
    final_url VARCHAR NOT NULL,
    archive_file VARCHAR NOT NULL,
    archive_offset BIGINT NOT NULL,
    archived_at TIMESTAMPTZ,
    fetch_id VARCHAR NOT NULL,
    release_id VARCHAR,
    reader VARCHAR NOT NULL
);

-- One row an address of a channel: what it listed when its answer last changed.
CREATE TABLE core.channel_reading (
    url VARCHAR NOT NULL,
    reading VARCHAR NOT NULL
);

-- Files written before this know their URLs by their requests alone: all of these are due now.
-- An address is read if its latest archived bytes gave a release that was loaded.
INSERT INTO core.url_state BY NAME
WITH spans AS (
    SELECT
        request.url,
        arg_max(request.source_id, request.fetched_at) AS source_id,
        arg_max(request.error_kind, request.fetched_at) AS error_kind,
        min(run.started_at) AS first_seen_at,
        max(run.started_at) AS last_seen_at,
        max(request.fetched_at) AS last_asked_at,
        max(request.fetched_at) FILTER (
            WHERE request.outcome <> 'failed' AND request.status IS DISTINCT FROM 304
        ) AS last_full_at
    FROM raw."fetch" AS request
    INNER JOIN raw.run AS run ON request.run_id = run.run_id
    GROUP BY request.url
),

archived AS (
    SELECT *
    FROM raw."fetch"
    WHERE outcome = 'fetched' AND raw_digest IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, fetch_id DESC) = 1
),

-- The newest validators the publisher gave for these bytes, for a 304 may renew them.
validators AS (
    SELECT
        request.url,
        arg_max(request.etag, request.fetched_at) AS etag,
        arg_max(request.last_modified, request.fetched_at) AS last_modified
    FROM raw."fetch" AS request
    INNER JOIN archived
        ON request.url = archived.url AND request.fetched_at >= archived.fetched_at
    WHERE request.outcome <> 'failed' AND (request.etag <> '' OR request.last_modified <> '')
    GROUP BY request.url
),

results AS (
    SELECT
        outcome.fetch_id,
        arg_max(outcome.release_id IS NOT NULL, run.started_at) AS is_loaded
    FROM core.outcome AS outcome
    INNER JOIN raw.run AS run ON outcome.run_id = run.run_id
    GROUP BY outcome.fetch_id
),

stated AS (
    SELECT
        url,
        arg_max(release_id, observed_at) AS release_id,
        max(observed_at) FILTER (WHERE outcome IN ('loaded', 'duplicate')) AS last_changed_at
    FROM core.outcome
    WHERE release_id IS NOT NULL
    GROUP BY url
)

SELECT
    spans.url,
    spans.source_id,
    'document' AS role,
    CASE
        WHEN spans.error_kind = '' THEN 'ok'
        WHEN
            spans.error_kind IN ('http-401', 'http-403', 'http-429', 'http-451', 'robots')
            THEN 'blocked'
        WHEN spans.error_kind IN ('http-404', 'http-410', 'missing') THEN 'gone'
        WHEN spans.error_kind IN ('empty', 'no-entries') THEN 'empty'
        ELSE 'failing'
    END AS state,
    spans.error_kind,
    cast(spans.error_kind <> '' AS BIGINT) AS failure_count,
    coalesce(validators.etag, '') AS etag,
    coalesce(validators.last_modified, '') AS last_modified,
    archived.raw_digest,
    coalesce(results.is_loaded, FALSE) AS is_read,
    0 AS not_modified_count,
    1.0 AS interval_hours,
    spans.first_seen_at,
    spans.last_seen_at,
    spans.last_asked_at,
    stated.last_changed_at,
    spans.last_full_at,
    spans.last_asked_at AS next_due_at,
    coalesce(archived.final_url, '') AS final_url,
    coalesce(archived.archive_file, '') AS archive_file,
    coalesce(archived.archive_offset, 0) AS archive_offset,
    archived.fetched_at AS archived_at,
    coalesce(archived.fetch_id, '') AS fetch_id,
    stated.release_id,
    '' AS reader
FROM spans
LEFT JOIN archived ON spans.url = archived.url
LEFT JOIN validators ON spans.url = validators.url
LEFT JOIN results ON archived.fetch_id = results.fetch_id
LEFT JOIN stated ON spans.url = stated.url;
