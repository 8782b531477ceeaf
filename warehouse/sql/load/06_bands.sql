-- One row a band of a release that has a new version or is judged again: of its newest version.
CREATE OR REPLACE TEMP TABLE signed AS
SELECT
    release_id,
    arg_max(position, version) AS position
FROM claim
WHERE is_version OR is_reclassified
GROUP BY release_id;

DELETE FROM core.text_band AS held
USING signed
WHERE held.release_id = signed.release_id;

INSERT INTO core.text_band BY NAME
SELECT
    signed.release_id,
    staged.band
FROM signed
INNER JOIN staged_band AS staged ON signed.position = staged.position;

-- Its links to other releases are found at the end of the run, or of the next one.
INSERT INTO core.unlinked BY NAME
SELECT release_id FROM signed
EXCEPT
SELECT release_id FROM core.unlinked;
