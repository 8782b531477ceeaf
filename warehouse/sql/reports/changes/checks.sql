-- One row a change of no known sort, or an edit that does not say what it was.
SELECT *
FROM report
WHERE
    what NOT IN ('new', 'edited', 'removed')
    OR (what <> 'new' AND change = '')
    OR release_id IS NULL;
