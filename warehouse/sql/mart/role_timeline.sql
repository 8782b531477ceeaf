-- One row a role of a person in an organisation, with the first and last release that states it.
CREATE OR REPLACE VIEW mart.role_timeline AS
WITH stated AS (
    SELECT
        role.person_id,
        coalesce(nullif(role.organisation_id, ''), lower(role.organisation)) AS organisation_key,
        lower(role.title) AS title_key,
        role.title,
        role.organisation,
        role.status,
        role.release_id,
        role.text,
        coalesce(version.published_on, cast(version.observed_at AS DATE)) AS stated_on
    FROM core.role_span AS role
    INNER JOIN core.release AS release
        ON
            role.release_id = release.release_id
            AND role.version = release.current_version
    INNER JOIN core.release_version AS version
        ON
            role.release_id = version.release_id
            AND role.version = version.version
),

spans AS (
    SELECT
        person_id,
        title_key,
        organisation_key,
        status,
        max(title) AS title,
        max(organisation) AS organisation,
        min(stated_on) AS from_on,
        max(stated_on) AS to_on,
        count(DISTINCT release_id) AS release_count,
        arg_min(release_id, stated_on) AS first_release_id,
        arg_max(release_id, stated_on) AS last_release_id,
        arg_max(text, stated_on) AS evidence
    FROM stated
    GROUP BY person_id, title_key, organisation_key, status
)

SELECT
    one.person_id,
    one.title,
    one.organisation,
    one.status,
    one.from_on,
    one.to_on,
    one.release_count,
    one.first_release_id,
    one.last_release_id,
    one.evidence,
    -- Somebody said to hold it although another release says it is over, or somebody else holds it.
    exists(
        SELECT 1 FROM spans AS other
        WHERE
            one.status = 'current'
            AND one.organisation_key <> ''
            AND other.title_key = one.title_key
            AND other.organisation_key = one.organisation_key
            AND (
                (
                    other.person_id = one.person_id
                    AND other.status = 'former'
                    AND other.from_on < one.to_on
                )
                OR (
                    other.person_id <> one.person_id
                    AND other.status = 'current'
                    AND other.from_on < one.to_on
                    AND other.to_on > one.from_on
                )
            )
    ) AS is_conflict
FROM spans AS one;
