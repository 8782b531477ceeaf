-- One row a word or filter, with the numbers of the releases it finds, each less the one before.
WITH text AS (
    SELECT
        number,
        '^' AS mark,
        title AS text
    FROM site_release
    UNION ALL
    SELECT
        release.number,
        '' AS mark,
        concat_ws(' ', version.title, version.body, version.margins) AS text
    FROM site_release AS release
    INNER JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.version = version.version
),

word AS (
    SELECT
        number,
        mark,
        unnest(
            list_distinct(
                regexp_extract_all(strip_accents(lower(text)), '[\p{L}\p{N}]+')
            )
        ) AS word
    FROM text
),

-- Scripts that leave no space between words are found by pairs of letters.
piece AS (
    SELECT
        number,
        mark,
        unnest(
            CASE
                WHEN regexp_matches(word, '[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]')
                    THEN
                        list_transform(
                            range(1, greatest(length(word), 2)),
                            LAMBDA place: substring(word, place, 2)
                        )
                ELSE [left(word, 40)]
            END
        ) AS term
    FROM word
),

facet AS (
    SELECT
        number,
        unnest([
            concat('source:', source_id),
            concat('kind:', kind),
            concat('language:', language),
            concat('copy:', if(is_duplicate, 'yes', 'no')),
            concat('edited:', if(is_edited, 'yes', 'no')),
            concat('page:', page_state),
            concat(
                'week:',
                coalesce(strftime(date_trunc('week', published_on), '%Y-%m-%d'), 'none')
            )
        ]) AS term
    FROM site_release
    UNION ALL
    SELECT
        release.number,
        concat('topic:', topic.topic_id) AS term
    FROM site_topic AS topic
    INNER JOIN site_release AS release ON topic.release_id = release.release_id
    UNION ALL
    SELECT
        release.number,
        concat(entity.entity, ':', entity.entity_id) AS term
    FROM site_release AS release
    INNER JOIN core.entity AS entity
        ON
            release.release_id = entity.release_id
            AND release.version = entity.version
    UNION ALL
    SELECT
        release.number,
        concat('meeting:', meeting.meeting_id) AS term
    FROM site_meeting AS meeting
    INNER JOIN site_release AS release ON meeting.release_id = release.release_id
    UNION ALL
    SELECT
        number,
        concat('role:', role_key) AS term
    FROM site_role
    UNION ALL
    SELECT
        release.number,
        concat('speaker:', quote.person_id) AS term
    FROM site_release AS release
    INNER JOIN core.quote AS quote
        ON
            release.release_id = quote.release_id
            AND release.version = quote.version
    WHERE quote.person_id <> ''
),

term AS (
    SELECT
        concat(mark, term) AS term,
        list(DISTINCT number ORDER BY number) AS numbers
    FROM piece
    GROUP BY mark, term
    UNION ALL
    SELECT
        term,
        list(DISTINCT number ORDER BY number) AS numbers
    FROM facet
    GROUP BY term
)

SELECT
    term,
    len(numbers) AS release_count,
    -- What stands in most releases tells none apart.
    CASE
        WHEN
            NOT contains(term, ':')
            AND len(numbers) > 50
            AND len(numbers) > 0.5 * (SELECT count(*) FROM site_release)
            THEN NULL
        ELSE
            array_to_string(
                list_transform(
                    list_zip(numbers, list_concat([0], numbers[:-2])),
                    LAMBDA two: two[1] - two[2]
                ),
                ' '
            )
    END AS steps
FROM term
WHERE length(term) > 1 OR regexp_matches(term, '\p{Han}');
