-- One row a quotation whose speaker is known, the newest first.
SELECT
    quote.person_id,
    quote.speaker,
    lower(quote.organisation) AS organisation_name,
    quote.words,
    quote.role,
    release.release_id,
    release.title,
    release.published_on,
    release.source_name
FROM site_release AS release
INNER JOIN core.quote AS quote
    ON
        release.release_id = quote.release_id
        AND release.version = quote.version
WHERE quote.person_id <> '' OR quote.organisation <> ''
ORDER BY release.number, quote.position;
