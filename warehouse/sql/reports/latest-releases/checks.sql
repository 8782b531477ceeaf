-- One row a release without a title or address.
SELECT *
FROM report
WHERE title = '' OR url = '';
