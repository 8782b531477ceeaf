-- One row a speaker, by id or, where none is known, by name: those quoted most first.
WITH said AS (
    SELECT
        quote.person_id AS speaker_id,
        quote.speaker,
        quote.role,
        quote.organisation,
        quote.words,
        release.release_id,
        release.published_on
    FROM core.quote AS quote
    INNER JOIN mart.release_index AS release
        ON quote.release_id = release.release_id AND quote.version = release.version
    WHERE
        NOT release.is_duplicate
        AND (quote.person_id <> '' OR quote.speaker <> '')
        AND ($person IS NULL OR quote.person_id = $person)
        AND ($source IS NULL OR release.source_id = $source)
        AND ($since IS NULL OR release.published_on >= $since)
)

SELECT
    max(speaker) AS speaker,
    nullif(speaker_id, '') AS person_id,
    count(*) AS quote_count,
    count(DISTINCT release_id) AS release_count,
    max(role) AS role,
    max(organisation) AS organisation,
    max(published_on) AS last_published_on,
    arg_max(words, row(coalesce(published_on, DATE '0001-01-01'), words)) AS last_words,
    min(DISTINCT release_id, 10) AS release_ids
FROM said
GROUP BY speaker_id, CASE WHEN speaker_id = '' THEN lower(speaker) END
ORDER BY quote_count DESC, speaker, speaker_id
LIMIT $limit;
