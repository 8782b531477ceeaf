-- One row an item that ends before it begins, or without its release.
SELECT *
FROM report
WHERE starts_on > ends_on OR release_id IS NULL;
