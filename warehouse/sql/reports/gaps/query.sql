-- One row a gap: numbers missing between two releases of one series and year, or empty weeks.
--
-- A number counts within its series (the letters before it) and its year. A publisher that is
-- often silent for some weeks has no gap there: a silence counts if it is longer than half of that
-- publisher's are.
WITH dated AS (
    SELECT
        source_id,
        url,
        published_on,
        cast(year(published_on) AS VARCHAR) AS year,
        regexp_extract(
            number,
            '^(?P<head>(?:[^0-9]*[0-9]{2,4}[-/_])?)(?P<number>[0-9]{1,5})$',
            ['head', 'number']
        ) AS parts
    FROM mart.release_index
    WHERE
        published_on IS NOT NULL
        AND ($source IS NULL OR source_id = $source)
        AND ($since IS NULL OR published_on >= $since)
        AND ($until IS NULL OR published_on <= $until)
),

numbered AS (
    SELECT
        dated.source_id,
        dated.url,
        dated.year,
        dated.parts.head AS series,
        length(dated.parts.number) AS width,
        cast(dated.parts.number AS BIGINT) AS number
    FROM dated
    WHERE dated.parts.number <> ''
),

-- Copies and translations bear the number of their original.
single AS (
    SELECT
        source_id,
        year,
        series,
        number,
        max(width) AS width,
        min(url) AS url
    FROM numbered
    GROUP BY source_id, year, series, number
),

number_pairs AS (
    SELECT
        *,
        lead(number) OVER series_of_year AS next_number,
        cast(number + 1 AS VARCHAR) AS first_number,
        cast(lead(number) OVER series_of_year - 1 AS VARCHAR) AS last_number,
        lead(url) OVER series_of_year AS next_url
    FROM single
    WINDOW series_of_year AS (PARTITION BY source_id, year, series ORDER BY number)
),

weeks AS (
    SELECT
        source_id,
        cast(date_trunc('week', published_on) AS DATE) AS week_on,
        arg_min(url, published_on) AS first_url,
        arg_max(url, published_on) AS last_url
    FROM dated
    GROUP BY source_id, week_on
),

week_pairs AS (
    SELECT
        source_id,
        week_on,
        last_url,
        lead(week_on) OVER weeks_of_source AS next_week_on,
        lead(first_url) OVER weeks_of_source AS next_url,
        date_diff('week', week_on, lead(week_on) OVER weeks_of_source) AS step
    FROM weeks
    WINDOW weeks_of_source AS (PARTITION BY source_id ORDER BY week_on)
),

usual AS (
    SELECT
        source_id,
        quantile_disc(step, 0.5) AS step,
        count(step) AS step_count
    FROM week_pairs
    GROUP BY source_id
)

SELECT
    source_id,
    'number' AS gap,
    series || repeat('0', greatest(0, width - length(first_number))) || first_number
        AS first_missing,
    series || repeat('0', greatest(0, width - length(last_number))) || last_number
        AS last_missing,
    next_number - number - 1 AS missing_count,
    url AS url_before,
    next_url AS url_after
FROM number_pairs
-- A leap this wide is a slip or another series.
WHERE next_number - number BETWEEN 2 AND 1000
UNION ALL
SELECT
    pair.source_id,
    'week' AS gap,
    strftime(pair.week_on + INTERVAL 7 DAY, '%Y-%m-%d') AS first_missing,
    strftime(pair.next_week_on - INTERVAL 7 DAY, '%Y-%m-%d') AS last_missing,
    pair.step - 1 AS missing_count,
    pair.last_url AS url_before,
    pair.next_url AS url_after
FROM week_pairs AS pair
INNER JOIN usual ON pair.source_id = usual.source_id
WHERE pair.step >= 2 AND (pair.step > usual.step OR usual.step_count < 3)
ORDER BY source_id, gap, first_missing;
