-- One row a publisher of releases that is not described.
SELECT
    release.source_id,
    count(*) AS release_count
FROM core.release AS release
ANTI JOIN core.source AS source ON release.source_id = source.source_id
GROUP BY release.source_id;
