-- One row a publisher whose documents are not all accounted for.
SELECT *
FROM report
WHERE discovered <> loaded + unchanged + duplicate + rejected + failed;
