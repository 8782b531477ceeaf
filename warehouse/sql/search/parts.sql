-- One row a part of the index, the latest first, with how many releases it holds.
SELECT
    part,
    count(*) AS release_count
FROM search.main.document
GROUP BY part
ORDER BY part DESC;
