-- One row a publisher with more changed releases than releases, or more corrections than edits.
SELECT *
FROM report
WHERE
    changed_count > release_count
    OR changed_share NOT BETWEEN 0 AND 1
    OR correction_count > edit_count
    OR edit_hours_p50 > edit_hours_p95;
