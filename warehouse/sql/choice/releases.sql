-- One row a release that fits what was chosen, the latest first. Nothing chosen, nothing left out.
CREATE OR REPLACE TEMP TABLE chosen AS
WITH held AS (
    SELECT
        release.release_id,
        release.source_id,
        release.current_version,
        version.published_on,
        version.language
    FROM core.release AS release
    INNER JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
),

topical AS (
    SELECT row(release_id, version) AS held
    FROM core.topic_assignment
    WHERE
        list_contains(cast($topics AS VARCHAR[]), lower(topic_id))
        OR list_contains(cast($topics AS VARCHAR[]), lower(label))
),

naming AS (
    SELECT row(release_id, version) AS held
    FROM core.entity
    WHERE
        entity = 'organisation'
        AND len(list_filter(
            cast($organisations AS VARCHAR[]),
            LAMBDA asked: lower(entity_id) = asked
            OR lower(acronym) = asked
            OR names_it(name, asked)
        )) > 0
),

publishing AS (
    SELECT source_id
    FROM core.source
    WHERE
        len(list_filter(
            cast($organisations AS VARCHAR[]),
            LAMBDA asked: names_it(name, asked) OR names_it(organisation, asked)
        )) > 0
)

SELECT
    release_id,
    row_number() OVER (ORDER BY published_on DESC NULLS LAST, release_id ASC) AS position
FROM held
WHERE
    ($since IS NULL OR published_on >= cast($since AS DATE))
    AND ($until IS NULL OR published_on <= cast($until AS DATE))
    AND (
        len(cast($sources AS VARCHAR[])) = 0
        OR list_contains(cast($sources AS VARCHAR[]), source_id)
    )
    AND (
        len(cast($languages AS VARCHAR[])) = 0
        OR len(list_filter(
            cast($languages AS VARCHAR[]),
            LAMBDA tag: lower(language) = tag OR starts_with(lower(language), tag || '-')
        )) > 0
    )
    AND (
        len(cast($topics AS VARCHAR[])) = 0
        OR row(release_id, current_version) IN (SELECT topical.held FROM topical)
    )
    AND (
        len(cast($organisations AS VARCHAR[])) = 0
        OR row(release_id, current_version) IN (SELECT naming.held FROM naming)
        OR source_id IN (SELECT publishing.source_id FROM publishing)
    );
