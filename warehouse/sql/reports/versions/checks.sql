-- One row a first version, or one in which nothing differs.
SELECT *
FROM report
WHERE version < 2 OR len(changed_fields) < 1;
