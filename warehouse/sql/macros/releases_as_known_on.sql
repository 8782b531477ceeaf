-- One row a release, as the warehouse knew it at a moment; a day alone means its first moment.
SELECT
    version.release_id,
    version.version,
    version.source_id,
    version.url,
    version.title,
    version.body,
    version.published_on,
    version.published_at,
    version.number,
    version.language,
    version.kind,
    version.change,
    version.valid_from_at,
    version.recorded_at,
    version.superseded_at,
    version.release_id IN (
        SELECT removal.release_id
        FROM mart.removals AS removal
        WHERE
            removal.gone_at <= cast($moment AS TIMESTAMPTZ)
            AND (
                removal.returned_at IS NULL
                OR removal.returned_at > cast($moment AS TIMESTAMPTZ)
            )
    ) AS is_gone
FROM mart.release_versions AS version
WHERE
    version.recorded_at <= cast($moment AS TIMESTAMPTZ)
    AND (
        version.superseded_at IS NULL
        OR version.superseded_at > cast($moment AS TIMESTAMPTZ)
    )
