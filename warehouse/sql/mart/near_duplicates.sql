-- One row a release that repeats an earlier one, whole or nearly, with both publishers.
CREATE OR REPLACE VIEW mart.near_duplicates AS
SELECT
    pair.release_id,
    copy.source_id,
    copy.url,
    pair.origin_release_id,
    origin.source_id AS origin_source_id,
    origin.url AS origin_url,
    pair.method,
    pair.similarity,
    copy.source_id <> origin.source_id AS is_syndicated
FROM core.near_duplicate AS pair
INNER JOIN core.release AS copy ON pair.release_id = copy.release_id
INNER JOIN core.release AS origin ON pair.origin_release_id = origin.release_id;
