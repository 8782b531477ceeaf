-- One row a version of a release: added where the text is new, never overwritten.
INSERT INTO core.release_version BY NAME
SELECT
    claim.release_id,
    cast(claim.version AS BIGINT) AS version,
    claim.version_cause AS cause,
    [] AS changed_fields,
    claim.title,
    claim.body,
    claim.published_on,
    claim.published_at,
    claim.number,
    claim.language,
    claim.language_confidence,
    claim.language_method,
    claim.kind,
    claim.kind_confidence,
    claim.kind_method,
    claim.kind_evidence,
    claim.format,
    claim.charset,
    claim.repairs,
    claim.digest,
    claim.text_digest,
    claim.raw_digest,
    claim.observed_at,
    claim.run_id,
    claim.fetch_id,
    claim.rule_version,
    claim.run_id AS classified_run_id,
    claim.archive_file,
    claim.archive_offset,
    claim.margins,
    claim.script,
    -- What we read otherwise the publisher did not change.
    CASE
        WHEN claim.version_cause IN ('edited', 'reread')
            THEN least(claim.previous_seen_at, claim.observed_at)
    END AS former_seen_at,
    now() AS loaded_at
FROM claim
WHERE claim.is_version;

-- What differs from the version before. A step of its own: only here are older texts read.
UPDATE core.release_version AS version
SET
    changed_fields = list_concat(
        CASE WHEN version.title <> former.title THEN ['title'] ELSE [] END,
        CASE WHEN version.body <> former.body THEN ['body'] ELSE [] END,
        CASE
            WHEN
                coalesce(cast(version.published_on AS VARCHAR), '')
                <> coalesce(cast(former.published_on AS VARCHAR), '')
                THEN ['published_on']
            ELSE []
        END
    )
FROM claim, core.release_version AS former
WHERE
    claim.is_version
    AND claim.version > 1
    AND version.release_id = claim.release_id
    AND version.version = claim.version
    AND former.release_id = claim.release_id
    AND former.version = claim.version - 1;

-- The same text judged by other rules: our judgement is replaced, what was said is not.
UPDATE core.release_version AS version
SET
    published_at = claim.published_at,
    number = claim.number,
    language = claim.language,
    language_confidence = claim.language_confidence,
    language_method = claim.language_method,
    kind = claim.kind,
    kind_confidence = claim.kind_confidence,
    kind_method = claim.kind_method,
    kind_evidence = claim.kind_evidence,
    text_digest = claim.text_digest,
    margins = claim.margins,
    script = claim.script,
    rule_version = claim.rule_version,
    classified_run_id = claim.run_id
FROM claim
WHERE
    claim.is_reclassified
    AND version.release_id = claim.release_id
    AND version.version = claim.current_version;

-- One row a release: made or moved to its newest version.
MERGE INTO core.release AS held
USING (
    SELECT
        release_id,
        arg_min(source_id, position) AS source_id,
        arg_min(url, position) AS url,
        min(observed_at) AS first_seen_at,
        max(observed_at) AS last_seen_at,
        arg_min(run_id, position) AS first_run_id,
        cast(max(version) AS BIGINT) AS current_version
    FROM claim
    WHERE NOT is_conflict
    GROUP BY release_id
) AS stated
    ON held.release_id = stated.release_id
WHEN MATCHED THEN
    UPDATE
        SET
            current_version = greatest(held.current_version, stated.current_version),
            last_seen_at = greatest(held.last_seen_at, stated.last_seen_at)
WHEN NOT MATCHED THEN INSERT (
    release_id, source_id, url, first_seen_at, last_seen_at, first_run_id, current_version
) VALUES (
    stated.release_id, stated.source_id, stated.url, stated.first_seen_at, stated.last_seen_at,
    stated.first_run_id, stated.current_version
);
