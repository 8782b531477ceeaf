-- One row a version of this batch that has one before it, new or judged again.
CREATE OR REPLACE TEMP TABLE compared AS
SELECT DISTINCT
    release_id,
    cast(version AS BIGINT) AS version
FROM claim
WHERE (is_version OR is_reclassified) AND version > 1;
