-- One row: how many releases' newest versions are not in the index.
SELECT count(*) AS release_count
FROM warehouse.core.release AS release
ANTI JOIN search.main.document AS document
    ON concat(release.release_id, '@', release.current_version) = document.name;
