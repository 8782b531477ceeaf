-- One row a release that is compared: its text, and which pieces of it are frames, not news.
WITH compared AS (
    SELECT staged.release_id FROM staged_pair AS staged
    UNION
    SELECT staged.origin_release_id FROM staged_pair AS staged
),

frame AS (
    SELECT
        part.release_id,
        part.version,
        list([part.span_start, part.span_end] ORDER BY part.span_start) AS spans
    FROM core.part AS part
    WHERE part.name IN ('boilerplate', 'contact', 'notes', 'embargo', 'end-mark', 'attachment')
    GROUP BY part.release_id, part.version
)

SELECT
    version.release_id,
    version.language,
    concat(version.title, chr(10), chr(10), version.body) AS text,
    length(version.title) + 2 AS start,
    coalesce(frame.spans, []) AS spans
FROM compared
INNER JOIN core.release AS release ON compared.release_id = release.release_id
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
LEFT JOIN frame
    ON
        version.release_id = frame.release_id
        AND version.version = frame.version
ORDER BY version.release_id;
