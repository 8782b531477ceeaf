-- One row a chosen release, with all its columns, the latest first.
SELECT *
FROM mart.releases
WHERE release_id IN (SELECT chosen.release_id FROM chosen)
ORDER BY published_on DESC NULLS LAST, release_id ASC;
