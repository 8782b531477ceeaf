-- One row a release and the group of translations it belongs to, as it is known now.
DELETE FROM core.language_group AS held
USING staged_group AS staged
WHERE held.release_id = staged.release_id;

INSERT INTO core.language_group BY NAME
SELECT
    staged.release_id,
    staged.group_id,
    staged.signals,
    $run_id AS run_id
FROM staged_group AS staged
WHERE len(staged.signals) > 0;
