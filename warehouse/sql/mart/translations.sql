-- One row a release that has translations, with the group they form.
CREATE OR REPLACE VIEW mart.translations AS
SELECT
    member.group_id,
    member.release_id,
    release.source_id,
    version.language,
    version.title,
    version.published_on,
    release.url,
    member.signals
FROM core.language_group AS member
INNER JOIN core.release AS release ON member.release_id = release.release_id
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version;
