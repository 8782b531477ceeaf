-- One row a quotation in the newest version of a release, with its speaker.
CREATE OR REPLACE VIEW mart.quotes AS
SELECT
    quote.release_id,
    quote.position,
    release.source_id,
    version.published_on,
    version.language,
    quote.words,
    quote.speaker,
    quote.person_id,
    quote.role,
    quote.organisation,
    quote.span_start,
    quote.span_end,
    quote.rule,
    quote.confidence
FROM core.quote AS quote
INNER JOIN core.release AS release
    ON
        quote.release_id = release.release_id
        AND quote.version = release.current_version
INNER JOIN core.release_version AS version
    ON
        quote.release_id = version.release_id
        AND quote.version = version.version;
