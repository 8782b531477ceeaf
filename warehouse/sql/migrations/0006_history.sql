-- What changed between neighbouring versions, and between which moments the publisher changed it.
ALTER TABLE core.release_version ADD COLUMN former_seen_at TIMESTAMPTZ;
ALTER TABLE core.release_version ADD COLUMN loaded_at TIMESTAMPTZ;

-- One row a field in which a version differs from the one before.
CREATE TABLE core.field_change (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    field VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    before VARCHAR[] NOT NULL,
    after VARCHAR[] NOT NULL,
    removed_count BIGINT NOT NULL,
    added_count BIGINT NOT NULL,
    similarity DOUBLE NOT NULL,
    rule VARCHAR NOT NULL,
    notice VARCHAR NOT NULL
);

-- Of older versions it is known at least when the text before was first seen.
UPDATE core.release_version AS version
SET former_seen_at = former.observed_at
FROM core.release_version AS former
WHERE
    version.release_id = former.release_id
    AND version.version = former.version + 1
    AND version.cause IN ('edited', 'reread');
