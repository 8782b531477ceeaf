-- One row a URL in no known state.
SELECT *
FROM report
WHERE state NOT IN ('ok', 'blocked', 'empty', 'gone', 'failing');
