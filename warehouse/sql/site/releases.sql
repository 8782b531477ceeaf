-- One row a release of the site, the newest first, with the beginning of its text.
SELECT
    release.*,
    regexp_replace(
        left(regexp_replace(version.body, '\s+', ' ', 'g'), 160), '.{12}$', '…'
    ) AS snippet
FROM site_release AS release
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.version = version.version
ORDER BY release.number;
