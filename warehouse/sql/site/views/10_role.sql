-- One row a role of a person that a release states; a key for those that say the same.
CREATE TEMP VIEW site_role AS
SELECT
    release.release_id,
    release.number,
    release.published_on,
    role.person_id,
    role.organisation_id,
    role.organisation,
    role.title,
    role.status,
    left(
        md5(
            concat_ws(
                '|',
                role.person_id,
                coalesce(nullif(role.organisation_id, ''), lower(role.organisation)),
                lower(role.title),
                role.status
            )
        ),
        12
    ) AS role_key
FROM site_release AS release
INNER JOIN core.role_span AS role
    ON
        release.release_id = role.release_id
        AND release.version = role.version;
