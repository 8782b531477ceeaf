-- One row a change that was seen before it can have been made, or of no sort.
SELECT *
FROM report
WHERE
    changed_after_at > changed_before_at
    OR hours_to_change < 0
    OR change = ''
    OR (is_silent AND change IN ('correction', 'cosmetic'));
