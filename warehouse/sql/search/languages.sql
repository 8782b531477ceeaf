-- One row a language of the newest versions, without its region.
SELECT DISTINCT split_part(version.language, '-', 1) AS language
FROM core.release AS release
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
ORDER BY language;
