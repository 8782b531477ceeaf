-- One row a version to compare: what it says, and what the one before said.
SELECT
    version.release_id,
    version.version,
    struct_pack(
        title := former.title,
        body := former.body,
        published_on := former.published_on,
        published_at := former.published_at,
        number := former.number,
        kind := former.kind,
        language := former.language
    ) AS former,
    struct_pack(
        title := version.title,
        body := version.body,
        published_on := version.published_on,
        published_at := version.published_at,
        number := version.number,
        kind := version.kind,
        language := version.language
    ) AS latter
FROM compared
INNER JOIN core.release_version AS version
    ON compared.release_id = version.release_id AND compared.version = version.version
INNER JOIN core.release_version AS former
    ON compared.release_id = former.release_id AND compared.version = former.version + 1;
