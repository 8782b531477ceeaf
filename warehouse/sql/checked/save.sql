-- One row a check of a run; a run that was taken up again is checked anew.
DELETE FROM core.check_result
WHERE run_id IN (SELECT staged.run_id FROM staged_check AS staged);

INSERT INTO core.check_result BY NAME
SELECT * FROM staged_check;
