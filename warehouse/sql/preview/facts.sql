-- One row a fact of the named table, of the newest version of a release asked for.
WITH fact AS (
    SELECT *
    FROM query_table($fact_table)
)

SELECT fact.*
FROM fact
INNER JOIN core.release AS release
    ON
        fact.release_id = release.release_id
        AND fact.version = release.current_version
INNER JOIN staged_url AS staged ON release.release_id = staged.url;
