-- One row a version that says what the version before it said.
SELECT
    release_id,
    version
FROM core.release_version
QUALIFY digest = lag(digest) OVER (PARTITION BY release_id ORDER BY version);
