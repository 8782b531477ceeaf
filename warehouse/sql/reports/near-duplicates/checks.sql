-- One row a pair of one with itself, or a similarity that is none.
SELECT *
FROM report
WHERE release_id = origin_release_id OR similarity NOT BETWEEN 0 AND 1;
