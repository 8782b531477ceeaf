-- One row: how many releases are chosen.
SELECT count(*) AS release_count FROM chosen;
