-- One row a publisher: those that need a person first.
SELECT
    source.source_id,
    coalesce(coverage.state, 'never run') AS state,
    coverage.started_at AS last_run_at,
    coverage.discovered_count AS discovered,
    coverage.failed_count AS failed,
    source.rejection_count AS open_rejections,
    source.blocked_count AS blocked,
    source.gone_count AS gone,
    source.empty_count AS empty,
    source.failing_count AS failing,
    source.next_due_at,
    source.release_count AS releases,
    source.last_published_on,
    coverage.reason
FROM mart.sources AS source
LEFT JOIN mart.coverage AS coverage
    ON source.source_id = coverage.source_id AND coverage.is_latest
ORDER BY
    coalesce(coverage.state, 'never run') = 'ok',
    source.rejection_count DESC,
    source.source_id;
