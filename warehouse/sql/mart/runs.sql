-- One row a run, with its coverage summed over sources.
CREATE OR REPLACE VIEW mart.runs AS
WITH totals AS (
    SELECT
        run_id,
        count(*) AS source_count,
        cast(sum(discovered_count) AS BIGINT) AS discovered_count,
        cast(sum(loaded_count) AS BIGINT) AS loaded_count,
        cast(sum(unchanged_count) AS BIGINT) AS unchanged_count,
        cast(sum(duplicate_count) AS BIGINT) AS duplicate_count,
        cast(sum(rejected_count) AS BIGINT) AS rejected_count,
        cast(sum(failed_count) AS BIGINT) AS failed_count
    FROM core.coverage
    GROUP BY run_id
)

SELECT
    run.run_id,
    run.flow,
    run.started_at,
    run.finished_at,
    run.state,
    run.parameters,
    run.rule_version,
    coalesce(totals.source_count, 0) AS source_count,
    coalesce(totals.discovered_count, 0) AS discovered_count,
    coalesce(totals.loaded_count, 0) AS loaded_count,
    coalesce(totals.unchanged_count, 0) AS unchanged_count,
    coalesce(totals.duplicate_count, 0) AS duplicate_count,
    coalesce(totals.rejected_count, 0) AS rejected_count,
    coalesce(totals.failed_count, 0) AS failed_count
FROM raw.run AS run
LEFT JOIN totals ON run.run_id = totals.run_id;
