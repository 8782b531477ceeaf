-- One row a publisher with more of a run failed than discovered.
SELECT *
FROM report
WHERE failed > discovered;
