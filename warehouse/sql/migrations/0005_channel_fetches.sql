-- What channels answered, and where their bytes are archived.
-- One row an answer of an address of a channel.
CREATE TABLE raw.channel_fetch (
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
    raw_digest VARCHAR,
    byte_count BIGINT NOT NULL,
    archive_file VARCHAR NOT NULL,
    archive_offset BIGINT NOT NULL,
    error_kind VARCHAR NOT NULL,
    error VARCHAR NOT NULL
);
