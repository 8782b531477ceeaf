-- One row a release asked for: what its newest version says, and how it was judged.
SELECT
    version.release_id,
    version.title,
    version.body,
    version.published_on,
    version.language,
    version.kind,
    version.number
FROM core.release AS release
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
INNER JOIN staged_url AS staged ON release.release_id = staged.url;
