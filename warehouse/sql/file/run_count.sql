-- One row: how many runs the file tells of; nothing else can be in one without.
SELECT count(*) AS run_count
FROM raw.run;
