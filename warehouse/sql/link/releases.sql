-- One row a release that is linked now.
SELECT linked.release_id
FROM linked
ORDER BY linked.release_id;
