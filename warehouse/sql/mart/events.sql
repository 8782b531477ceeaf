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
        release.url,
        release.first_seen_at,
        version.published_on,
        meeting.*,
        -- What was held counts before what was planned, the earliest release before a later one.
        row(
            meeting.status = 'planned',
            coalesce(version.published_on, DATE '9999-12-31'),
            meeting.release_id,
            meeting.position
        ) AS rank
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
        account.meeting_id,
        count(*) AS account_count,
        count(DISTINCT account.source_id) AS source_count,
        arg_min(account.release_id, account.rank) AS release_id,
        arg_min(account.position, account.rank) AS position
    FROM account
    GROUP BY account.meeting_id
),

countries AS (
    SELECT DISTINCT
        release_id,
        version,
        lower(name) AS name,
        entity_id,
        country
    FROM core.entity
    WHERE entity = 'place' AND country <> ''
),

members AS (
    SELECT
        member.release_id,
        member.version,
        member.meeting,
        member.position,
        member.name,
        member.person_id,
        member.role,
        member.organisation,
        member.side,
        min(countries.country) AS country
    FROM core.meeting_participant AS member
    LEFT JOIN countries
        ON
            member.release_id = countries.release_id
            AND member.version = countries.version
            AND lower(coalesce(nullif(member.organisation, ''), member.name)) = countries.name
    -- A list of all who came gives no more pairs than its first six.
    WHERE member.position <= 6
    GROUP BY ALL
),

places AS (
    SELECT
        release_id,
        version,
        entity_id,
        min(country) AS country
    FROM countries
    GROUP BY release_id, version, entity_id
)

SELECT
    concat(told.meeting_id, '-', one.position, '-', other.position) AS GLOBALEVENTID,
    cast(
        strftime(coalesce(account.starts_on, account.published_on), '%Y%m%d') AS BIGINT
    ) AS SQLDATE,
    cast(strftime(coalesce(account.starts_on, account.published_on), '%Y%m') AS BIGINT)
        AS MonthYear,
    year(coalesce(account.starts_on, account.published_on)) AS Year,
    one.name AS Actor1Name,
    coalesce(one.country, '') AS Actor1CountryCode,
    one.organisation AS Actor1Organisation,
    one.role AS Actor1Role,
    one.person_id AS Actor1PersonId,
    other.name AS Actor2Name,
    coalesce(other.country, '') AS Actor2CountryCode,
    other.organisation AS Actor2Organisation,
    other.role AS Actor2Role,
    other.person_id AS Actor2PersonId,
    cast(1 AS BIGINT) AS IsRootEvent,
    CASE
        WHEN account.status = 'planned' THEN '036'
        WHEN account.plover = 'COOPERATE' THEN '057'
        WHEN account.mode = 'call' THEN '041'
        ELSE '040'
    END AS EventCode,
    CASE
        WHEN account.status = 'planned' THEN '03'
        WHEN account.plover = 'COOPERATE' THEN '05'
        ELSE '04'
    END AS EventRootCode,
    account.plover AS PloverRoot,
    cast(1 AS BIGINT) AS QuadClass,
    cast(
        CASE
            WHEN account.status = 'planned' THEN 4.0
            WHEN account.plover = 'COOPERATE' THEN 8.0
            ELSE 1.0
        END AS DOUBLE
    ) AS GoldsteinScale,
    told.account_count AS NumMentions,
    told.source_count AS NumSources,
    told.account_count AS NumArticles,
    account.place AS ActionGeo_FullName,
    coalesce(places.country, '') AS ActionGeo_CountryCode,
    cast(strftime(account.first_seen_at, '%Y%m%d') AS BIGINT) AS DATEADDED,
    account.url AS SOURCEURL,
    told.meeting_id,
    account.release_id,
    account.source_id,
    account.status,
    account.text AS evidence,
    account.confidence
FROM told
INNER JOIN account
    ON
        told.release_id = account.release_id
        AND told.position = account.position
INNER JOIN members AS one
    ON
        account.release_id = one.release_id
        AND account.version = one.version
        AND account.position = one.meeting
INNER JOIN members AS other
    ON
        one.release_id = other.release_id
        AND one.version = other.version
        AND one.meeting = other.meeting
        AND one.position < other.position
        AND (one.side <> other.side OR one.side = 0)
LEFT JOIN places
    ON
        account.release_id = places.release_id
        AND account.version = places.version
        AND account.place_id = places.entity_id;
