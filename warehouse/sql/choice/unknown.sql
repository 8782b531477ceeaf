-- One row a publisher asked for of which nothing is held.
SELECT asked.source_id
FROM (SELECT unnest(cast($sources AS VARCHAR[])) AS source_id) AS asked
ANTI JOIN core.source AS source ON asked.source_id = source.source_id
ORDER BY asked.source_id;
