-- One row a run that is missing and a table that speaks of it.
WITH stated AS (
    SELECT
        'raw.fetch' AS table_name,
        run_id
    FROM raw."fetch"
    GROUP BY run_id
    UNION ALL
    SELECT
        'raw.channel_fetch' AS table_name,
        run_id
    FROM raw.channel_fetch
    GROUP BY run_id
    UNION ALL
    SELECT
        'core.outcome' AS table_name,
        run_id
    FROM core.outcome
    GROUP BY run_id
    UNION ALL
    SELECT
        'core.coverage' AS table_name,
        run_id
    FROM core.coverage
    GROUP BY run_id
)

SELECT stated.*
FROM stated
ANTI JOIN raw.run AS run ON stated.run_id = run.run_id;
