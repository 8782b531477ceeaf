-- One row a staged release: is it a new version, the same as before, out of date or in conflict?
--
-- A release belongs to the document that holds its newest version, as long as that document still
-- states it. Another document with the same canonical address and another text is in conflict: it
-- is rejected, instead of the two taking turns as versions. Across sources only the document that
-- was fetched from the canonical address itself takes a release over: a page somebody saved says
-- whose it is, and proves nothing.
CREATE OR REPLACE TEMP TABLE claim AS
WITH latest_fetch AS (
    SELECT
        url,
        arg_max(outcome, fetched_at) AS outcome
    FROM raw."fetch"
    WHERE
        url IN (
            SELECT request.url
            FROM staged_release AS staged
            INNER JOIN core.release AS release ON staged.release_id = release.release_id
            INNER JOIN core.release_version AS version
                ON
                    release.release_id = version.release_id
                    AND release.current_version = version.version
            INNER JOIN raw."fetch" AS request ON version.fetch_id = request.fetch_id
        )
    GROUP BY url
),

incoming AS (
    SELECT
        staged.*,
        batch.run_id,
        batch.source_id,
        batch.cause AS batch_cause,
        request.url AS fetched_url,
        release.current_version,
        release.last_seen_at AS current_last_seen_at,
        version.digest AS current_digest,
        version.observed_at AS current_observed_at,
        version.rule_version AS current_rule_version,
        version.format AS current_format,
        release.source_id AS current_source_id,
        current_fetch.url AS current_url
    FROM staged_release AS staged
    CROSS JOIN staged_batch AS batch
    INNER JOIN raw."fetch" AS request ON staged.fetch_id = request.fetch_id
    LEFT JOIN core.release AS release ON staged.release_id = release.release_id
    LEFT JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
    LEFT JOIN raw."fetch" AS current_fetch ON version.fetch_id = current_fetch.fetch_id
),

-- Documents that state a release in this run: in this batch, or in one loaded before.
stated AS (
    SELECT
        fetched_url AS url,
        release_id
    FROM incoming
    UNION
    SELECT
        outcome.url,
        outcome.release_id
    FROM core.outcome AS outcome
    INNER JOIN staged_batch AS batch ON outcome.run_id = batch.run_id
    WHERE outcome.release_id IS NOT NULL
    UNION
    SELECT
        request.url,
        incoming.release_id
    FROM incoming
    INNER JOIN staged_fetch AS request
        ON
            incoming.current_url = request.url
            AND (
                request.outcome = 'unchanged'
                OR (request.outcome = 'skipped' AND request.error_kind = '')
            )
),

held AS (
    SELECT
        incoming.*,
        exists(
            SELECT 1 FROM stated
            WHERE
                stated.release_id = incoming.release_id
                AND stated.url = incoming.current_url
        ) AS is_stated,
        exists(
            SELECT 1 FROM raw.rejection AS rejection
            WHERE
                rejection.url = incoming.fetched_url
                AND rejection.raw_digest = incoming.raw_digest
                AND rejection.reason = concat(
                    'two documents state one release: ', incoming.current_url, ' is kept, ',
                    incoming.fetched_url, ' says otherwise for ', incoming.url
                )
                AND rejection.resolved_at IS NULL
        ) AS is_known_conflict
    FROM incoming
),

-- A conflict found before stands while the bytes stay the same and the holder still arrives,
-- whichever of the two documents a run happens to read first.
kept AS (
    SELECT
        held.*,
        held.is_stated
        OR (held.is_known_conflict AND coalesce(latest_fetch.outcome, 'failed') <> 'failed')
        OR (
            held.current_source_id <> held.source_id
            AND held.fetched_url <> held.url
            AND held.current_url <> held.fetched_url
        ) AS is_kept
    FROM held
    LEFT JOIN latest_fetch ON held.current_url = latest_fetch.url
),

holders AS (
    SELECT
        *,
        CASE
            WHEN bool_or(is_kept) OVER (PARTITION BY release_id)
                THEN current_url
            ELSE first_value(fetched_url) OVER (
                PARTITION BY release_id ORDER BY position
            )
        END AS holder_url
    FROM kept
),

roles AS (
    SELECT
        *,
        fetched_url = holder_url AS is_holder,
        coalesce(observed_at < current_observed_at, FALSE) AS is_stale
    FROM holders
),

sequenced AS (
    SELECT
        *,
        coalesce(lag(digest) OVER statements, current_digest) AS previous_digest,
        greatest(lag(observed_at) OVER statements, current_last_seen_at) AS previous_seen_at
    FROM roles
    WINDOW statements AS (
        PARTITION BY release_id, is_holder AND NOT is_stale ORDER BY position
    )
),

judged AS (
    SELECT
        *,
        is_holder AND NOT is_stale AND coalesce(digest <> previous_digest, TRUE) AS is_version,
        -- An archived document of before the release moved elsewhere is history, not a conflict.
        NOT is_holder
        AND NOT (is_stale AND batch_cause = 'reprocess' AND NOT is_known_conflict)
        AND coalesce(digest <> current_digest, TRUE)
        AND NOT list_contains(
            list(CASE WHEN is_holder THEN digest END) OVER (PARTITION BY release_id), digest
        ) AS is_conflict
    FROM sequenced
)

SELECT
    *,
    coalesce(current_version, 0) + sum(cast(is_version AS INTEGER)) OVER (
        PARTITION BY release_id ORDER BY position
    ) AS version,
    CASE
        WHEN is_conflict
            THEN
                concat(
                    'two documents state one release: ', holder_url, ' is kept, ',
                    fetched_url, ' says otherwise for ', url
                )
    END AS conflict,
    CASE
        WHEN previous_digest IS NULL THEN 'first'
        WHEN batch_cause = 'reprocess' THEN 'reprocessed'
        -- Other readers, or a page where a feed's text stood: whether its publisher changed
        -- anything cannot be told from the two texts.
        WHEN rule_version <> current_rule_version OR format <> current_format THEN 'reread'
        ELSE 'edited'
    END AS version_cause,
    -- The same words judged by other rules: what we say of the version is replaced.
    is_holder AND NOT is_stale AND NOT is_version
    AND digest = current_digest
    AND rule_version <> current_rule_version
    AND position = max(position) OVER (PARTITION BY release_id, is_holder AND NOT is_stale)
        AS is_reclassified
FROM judged;
