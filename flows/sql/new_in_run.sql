-- One row a release that got its first or a new version in a run, the latest published first.
SELECT
    version.published_on AS published,
    version.title,
    version.url,
    version.kind,
    version.language,
    version.cause,
    coalesce(source.name, version.source_id) AS source
FROM mart.release_versions AS version
LEFT JOIN mart.sources AS source ON version.source_id = source.source_id
WHERE version.run_id = $run
ORDER BY version.published_on DESC NULLS LAST, version.url
