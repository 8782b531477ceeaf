-- One row a publisher, as its TOML file now describes it.
MERGE INTO core.source AS held
USING (
    SELECT *
    FROM staged_source
    QUALIFY row_number() OVER (PARTITION BY source_id) = 1
) AS staged
    ON held.source_id = staged.source_id
WHEN MATCHED THEN
    UPDATE
        SET
            name = staged.name,
            organisation = staged.organisation,
            country = staged.country,
            homepage = staged.homepage,
            languages = staged.languages,
            verified_on = staged.verified_on,
            cron = staged.cron,
            timezone = staged.timezone,
            min_release_count = staged.min_release_count,
            max_release_count = staged.max_release_count,
            min_interval_hours = staged.min_interval_hours,
            max_interval_hours = staged.max_interval_hours,
            is_date_required = staged.is_date_required,
            channel_kinds = staged.channel_kinds,
            channel_urls = staged.channel_urls
WHEN NOT MATCHED THEN INSERT (
    source_id, name, organisation, country, homepage, languages, verified_on, cron,
    timezone, min_release_count, max_release_count, min_interval_hours, max_interval_hours,
    is_date_required, channel_kinds, channel_urls
) VALUES (
    staged.source_id, staged.name, staged.organisation, staged.country, staged.homepage,
    staged.languages, staged.verified_on, staged.cron, staged.timezone,
    staged.min_release_count, staged.max_release_count, staged.min_interval_hours,
    staged.max_interval_hours, staged.is_date_required, staged.channel_kinds,
    staged.channel_urls
);
