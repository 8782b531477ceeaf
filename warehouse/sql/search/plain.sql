-- One row a chosen release whose text holds all words asked for, the latest first: no index needed.
SELECT
    release.release_id,
    release.url,
    version.title,
    version.body,
    release.source_id,
    coalesce(source.name, release.source_id) AS source_name,
    version.published_on,
    version.language,
    version.kind,
    cast(NULL AS DOUBLE) AS score,
    cast($words AS VARCHAR[]) AS forms
FROM chosen
INNER JOIN core.release AS release ON chosen.release_id = release.release_id
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
LEFT JOIN core.source AS source ON release.source_id = source.source_id
WHERE
    holds_all(fold_text(concat(version.title, ' ', version.body)), cast($words AS VARCHAR[]))
    AND holds_all(
        flat_text(concat(version.title, ' ', version.body)), cast($phrases AS VARCHAR[])
    )
ORDER BY version.published_on DESC NULLS LAST, release.release_id ASC
LIMIT $limit;
