-- One row a role that ends before it begins.
SELECT *
FROM report
WHERE from_on > to_on OR release_count < 1;
