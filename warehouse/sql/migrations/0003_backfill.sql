-- How far backfills are; translations that a channel named; the number of a release.
ALTER TABLE raw."fetch" ADD COLUMN hint_alternates VARCHAR DEFAULT '';
ALTER TABLE raw."fetch" ALTER COLUMN hint_alternates SET NOT NULL;
ALTER TABLE core.release_version ADD COLUMN number VARCHAR DEFAULT '';
ALTER TABLE core.release_version ALTER COLUMN number SET NOT NULL;

-- One row a page of a channel that a backfill is to read or has read.
CREATE TABLE raw.backfill_stop (
    source_id VARCHAR NOT NULL,
    since_on DATE NOT NULL,
    until_on DATE NOT NULL,
    channel BIGINT NOT NULL,
    url VARCHAR NOT NULL,
    position BIGINT NOT NULL,
    depth BIGINT NOT NULL,
    number BIGINT NOT NULL,
    seen_count BIGINT NOT NULL,
    stale_count BIGINT NOT NULL,
    before VARCHAR[] NOT NULL,
    state VARCHAR NOT NULL,
    link_count BIGINT NOT NULL,
    reason VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
