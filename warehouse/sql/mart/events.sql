-- One row a pair of participants of a meeting, by its first account, in the columns of GDELT 1.0.
--
-- Where GDELT asks for its own codes, ours stand: countries are ISO 3166-1 alpha-2. Events are
-- CAMEO, from the PLOVER root: CONSULT is 04, or 03 while it is only planned; COOPERATE is 05.
-- GDELT writes its columns in capitals: -- noqa: disable=CP02
CREATE OR REPLACE VIEW mart.events AS
WITH account AS (
    SELECT
        coalesce(link.meeting_id, concat(meeting.release_id, '-', meeting.position)) AS meeting_id,
        release.source_id,
        version.published_on,
        meeting.status,
        meeting.release_id,
        meeting.version,
        meeting.position
    FROM core.meeting AS meeting
    INNER JOIN core.release AS release
        ON
            meeting.release_id = release.release_id
            AND meeting.version = release.current_version
    INNER JOIN core.release_version AS version
        ON
            meeting.release_id = version.release_id
            AND meeting.version = version.version
    LEFT JOIN core.meeting_link AS link
        ON
            meeting.release_id = link.release_id
            AND meeting.position = link.meeting
),

told AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY meeting_id) AS account_count,
        count(DISTINCT source_id) OVER (PARTITION BY meeting_id) AS source_count
    FROM account
    -- What was held counts before what was planned, the earliest release before a later one.
    QUALIFY row_number() OVER (
        PARTITION BY meeting_id
        ORDER BY status = 'planned', published_on ASC NULLS LAST, release_id, position
    ) = 1
),

-- Of the releases that tell of meetings: of all there are far too many.
named AS (
    SELECT
        entity.release_id,
        entity.version,
        entity.entity_id,
        lower(entity.name) AS name,
        entity.country
    FROM core.entity AS entity
    SEMI JOIN told
        ON entity.release_id = told.release_id AND entity.version = told.version
    WHERE entity.entity = 'place' AND entity.country <> ''
),

countries AS (
    SELECT
        release_id,
        version,
        name,
        min(country) AS country
    FROM named
    GROUP BY release_id, version, name
),

places AS (
    SELECT
        release_id,
        version,
        entity_id,
        min(country) AS country
    FROM named
    GROUP BY release_id, version, entity_id
),

members AS (
    SELECT
        member.*,
        coalesce(countries.country, '') AS country
    FROM core.meeting_participant AS member
    LEFT JOIN countries
        ON
            member.release_id = countries.release_id
            AND member.version = countries.version
            AND lower(coalesce(nullif(member.organisation, ''), member.name)) = countries.name
    -- A list of all who came gives no more pairs than its first six.
    WHERE member.position <= 6
)

SELECT
    concat(told.meeting_id, '-', one.position, '-', other.position) AS GLOBALEVENTID,
    cast(
        strftime(coalesce(meeting.starts_on, told.published_on), '%Y%m%d') AS BIGINT
    ) AS SQLDATE,
    cast(strftime(coalesce(meeting.starts_on, told.published_on), '%Y%m') AS BIGINT)
        AS MonthYear,
    year(coalesce(meeting.starts_on, told.published_on)) AS Year,
    one.name AS Actor1Name,
    one.country AS Actor1CountryCode,
    one.organisation AS Actor1Organisation,
    one.role AS Actor1Role,
    one.person_id AS Actor1PersonId,
    other.name AS Actor2Name,
    other.country AS Actor2CountryCode,
    other.organisation AS Actor2Organisation,
    other.role AS Actor2Role,
    other.person_id AS Actor2PersonId,
    cast(1 AS BIGINT) AS IsRootEvent,
    CASE
        WHEN meeting.status = 'planned' THEN '036'
        WHEN meeting.plover = 'COOPERATE' THEN '057'
        WHEN meeting.mode = 'call' THEN '041'
        ELSE '040'
    END AS EventCode,
    CASE
        WHEN meeting.status = 'planned' THEN '03'
        WHEN meeting.plover = 'COOPERATE' THEN '05'
        ELSE '04'
    END AS EventRootCode,
    meeting.plover AS PloverRoot,
    cast(1 AS BIGINT) AS QuadClass,
    cast(
        CASE
            WHEN meeting.status = 'planned' THEN 4.0
            WHEN meeting.plover = 'COOPERATE' THEN 8.0
            ELSE 1.0
        END AS DOUBLE
    ) AS GoldsteinScale,
    told.account_count AS NumMentions,
    told.source_count AS NumSources,
    told.account_count AS NumArticles,
    meeting.place AS ActionGeo_FullName,
    coalesce(places.country, '') AS ActionGeo_CountryCode,
    cast(strftime(release.first_seen_at, '%Y%m%d') AS BIGINT) AS DATEADDED,
    release.url AS SOURCEURL,
    told.meeting_id,
    told.release_id,
    told.source_id,
    meeting.status,
    meeting.text AS evidence,
    meeting.confidence
FROM told
INNER JOIN core.meeting AS meeting
    ON
        told.release_id = meeting.release_id
        AND told.version = meeting.version
        AND told.position = meeting.position
INNER JOIN core.release AS release ON told.release_id = release.release_id
INNER JOIN members AS one
    ON
        told.release_id = one.release_id
        AND told.version = one.version
        AND told.position = one.meeting
INNER JOIN members AS other
    ON
        one.release_id = other.release_id
        AND one.version = other.version
        AND one.meeting = other.meeting
        AND one.position < other.position
        AND (one.side <> other.side OR one.side = 0)
LEFT JOIN places
    ON
        told.release_id = places.release_id
        AND told.version = places.version
        AND meeting.place_id = places.entity_id;
