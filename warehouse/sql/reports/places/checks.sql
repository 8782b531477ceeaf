-- One row a place without a release, or mentioned less often than it is in releases.
SELECT *
FROM report
WHERE release_count < 1 OR mention_count < release_count OR place_id = '';
