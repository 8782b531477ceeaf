-- One row a pair of releases that were found to be alike.
INSERT INTO core.near_duplicate BY NAME
SELECT
    pair.release_id,
    pair.origin_release_id,
    'minhash' AS method,
    pair.similarity,
    $run_id AS run_id
FROM staged_pair AS pair;
