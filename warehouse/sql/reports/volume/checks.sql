-- One row a week that is no Monday, or that counts nothing.
SELECT *
FROM report
WHERE isodow(week_on) <> 1 OR release_count + duplicate_count < 1;
