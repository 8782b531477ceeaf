-- One row a release that is compared: its text, and the parts of it.
WITH compared AS (
    SELECT staged.release_id FROM staged_pair AS staged
    UNION
    SELECT staged.origin_release_id FROM staged_pair AS staged
),

parted AS (
    SELECT
        part.release_id,
        part.version,
        list({
            'name': part.name,
            'start': part.span_start,
            'end': part.span_end,
            'text': part.text,
            'rule': part.rule,
            'confidence': part.confidence
        } ORDER BY part.position) AS parts
    FROM core.part AS part
    INNER JOIN compared ON part.release_id = compared.release_id
    GROUP BY part.release_id, part.version
)

SELECT
    version.release_id,
    version.language,
    version.title,
    version.body,
    coalesce(parted.parts, []) AS parts
FROM compared
INNER JOIN core.release AS release ON compared.release_id = release.release_id
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
LEFT JOIN parted
    ON
        version.release_id = parted.release_id
        AND version.version = parted.version
ORDER BY version.release_id;
