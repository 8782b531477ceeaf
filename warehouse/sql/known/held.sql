-- One row an address that has given a release.
SELECT DISTINCT outcome.url
FROM core.outcome AS outcome
INNER JOIN staged_url AS staged ON outcome.url = staged.url
WHERE outcome.release_id IS NOT NULL;
