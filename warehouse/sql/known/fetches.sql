-- One row a request asked for, in the order asked.
SELECT request.*
FROM raw."fetch" AS request
INNER JOIN staged_id AS staged ON request.fetch_id = staged.fetch_id
ORDER BY staged.position;
