-- One row a language; copies are left out.
SELECT
    release.language,
    count(*) AS release_count,
    round(avg(release.language_confidence), 2) AS mean_confidence,
    count(*) FILTER (WHERE release.language_confidence < 0.5) AS unsure_count,
    string_agg(DISTINCT release.language_method, ', ' ORDER BY release.language_method) AS methods
FROM mart.release_index AS release
WHERE NOT release.is_duplicate AND ($source IS NULL OR release.source_id = $source)
GROUP BY release.language
ORDER BY release_count DESC, release.language;
