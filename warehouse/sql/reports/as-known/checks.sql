-- One row a release whose version was not known then, or no more.
SELECT *
FROM report
WHERE recorded_at > superseded_at OR version < 1;
