-- The tables of raw and core. Each table's grain stands above it.
-- No primary keys: MERGE on natural keys keeps rows single, here as on DuckLake, which has none;
-- checks/*.sql prove it. An index would also slow every load and forbid delete and insert of one
-- key in one transaction.
CREATE SCHEMA IF NOT EXISTS raw;
CREATE SCHEMA IF NOT EXISTS core;
CREATE SCHEMA IF NOT EXISTS mart;

-- One row a schema migration applied to this file.
CREATE TABLE raw.migration (
    version BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);

-- One row: which definitions of views and comments this file holds.
CREATE TABLE raw.definition (
    digest VARCHAR NOT NULL
);

-- One row a run: one execution of a flow that writes.
CREATE TABLE raw.run (
    run_id VARCHAR NOT NULL,
    flow VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    state VARCHAR NOT NULL,
    parameters VARCHAR NOT NULL,
    rule_version VARCHAR NOT NULL
);

-- One row a batch that was loaded: the manifest. Written in one transaction with its rows.
CREATE TABLE raw.batch (
    batch_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    cause VARCHAR NOT NULL,
    staged_file VARCHAR NOT NULL,
    fetched_count BIGINT NOT NULL,
    unchanged_count BIGINT NOT NULL,
    failed_count BIGINT NOT NULL,
    readable_count BIGINT NOT NULL,
    rejected_count BIGINT NOT NULL
);

-- One row a request and what came of it.
CREATE TABLE raw."fetch" (
    fetch_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    status BIGINT,
    outcome VARCHAR NOT NULL,
    media_type VARCHAR NOT NULL,
    charset VARCHAR NOT NULL,
    etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL,
    raw_digest VARCHAR,
    byte_count BIGINT NOT NULL,
    archive_file VARCHAR NOT NULL,
    archive_offset BIGINT NOT NULL,
    error_kind VARCHAR NOT NULL,
    error VARCHAR NOT NULL,
    hint_title VARCHAR NOT NULL,
    hint_published VARCHAR NOT NULL,
    hint_language VARCHAR NOT NULL,
    hint_content VARCHAR NOT NULL
);

-- One row a reason a document was rejected for: a url, its bytes, a stage and a reason.
CREATE TABLE raw.rejection (
    url VARCHAR NOT NULL,
    raw_digest VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    error_path VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    fetch_id VARCHAR NOT NULL,
    archive_file VARCHAR NOT NULL,
    archive_offset BIGINT NOT NULL,
    rule_version VARCHAR NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL,
    first_rejected_at TIMESTAMPTZ NOT NULL,
    last_rejected_at TIMESTAMPTZ NOT NULL,
    resolved_at TIMESTAMPTZ,
    resolution VARCHAR NOT NULL
);

-- One row a publisher, as its TOML file last described it.
CREATE TABLE core.source (
    source_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    homepage VARCHAR NOT NULL,
    languages VARCHAR[] NOT NULL,
    verified_on DATE,
    cron VARCHAR NOT NULL,
    timezone VARCHAR NOT NULL,
    min_release_count BIGINT NOT NULL,
    max_release_count BIGINT NOT NULL,
    is_date_required BOOLEAN NOT NULL,
    channel_kinds VARCHAR[] NOT NULL,
    channel_urls VARCHAR[] NOT NULL
);

-- One row a release: one publication, however often it was changed since.
CREATE TABLE core.release (
    release_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    first_run_id VARCHAR NOT NULL,
    current_version BIGINT NOT NULL,
    duplicate_of_release_id VARCHAR
);

-- One row a version of a release: what it said, and how we read it.
CREATE TABLE core.release_version (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    cause VARCHAR NOT NULL,
    changed_fields VARCHAR[] NOT NULL,
    title VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    published_on DATE,
    published_at TIMESTAMPTZ,
    language VARCHAR NOT NULL,
    language_confidence DOUBLE NOT NULL,
    language_method VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    kind_confidence DOUBLE NOT NULL,
    kind_method VARCHAR NOT NULL,
    kind_evidence VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    charset VARCHAR NOT NULL,
    repairs VARCHAR[] NOT NULL,
    digest VARCHAR NOT NULL,
    text_digest VARCHAR NOT NULL,
    raw_digest VARCHAR NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL,
    fetch_id VARCHAR NOT NULL,
    rule_version VARCHAR NOT NULL,
    classified_run_id VARCHAR NOT NULL,
    archive_file VARCHAR NOT NULL,
    archive_offset BIGINT NOT NULL
);

-- One row a topic of a version of a release.
CREATE TABLE core.topic_assignment (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    topic_id VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    terms VARCHAR[] NOT NULL,
    rule_version VARCHAR NOT NULL
);

-- One row a date found in or beside a version of a release.
CREATE TABLE core.date_candidate (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    date_on DATE NOT NULL,
    date_at TIMESTAMPTZ,
    method VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    is_chosen BOOLEAN NOT NULL
);

-- One row a release that repeats another, and by which method that was found.
CREATE TABLE core.near_duplicate (
    release_id VARCHAR NOT NULL,
    origin_release_id VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL,
    run_id VARCHAR NOT NULL
);

-- One row a document a run discovered: what became of it, and why.
CREATE TABLE core.outcome (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    fetch_id VARCHAR NOT NULL,
    batch_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    release_id VARCHAR,
    reason VARCHAR NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL
);

-- One row a source of a run: what became of every document discovered.
CREATE TABLE core.coverage (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    discovered_count BIGINT NOT NULL,
    loaded_count BIGINT NOT NULL,
    unchanged_count BIGINT NOT NULL,
    duplicate_count BIGINT NOT NULL,
    rejected_count BIGINT NOT NULL,
    failed_count BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
