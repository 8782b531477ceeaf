-- One row a pair with a release that is linked anew: dropped.
DELETE FROM core.near_duplicate AS pair
USING linked
WHERE
    pair.method = 'minhash'
    AND (
        pair.release_id = linked.release_id
        OR pair.origin_release_id = linked.release_id
    );
