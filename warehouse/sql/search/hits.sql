-- One row a chosen release that has all words asked for, in any of their forms, the best first.
--
-- BM25 with k1 1.2 and b 0.75 over all parts of the index together. The forms of a word count as
-- one word, and those of a language only in releases of that language. A word in the title counts
-- three times.
WITH asked AS (
    SELECT
        unnest(range(len(cast($words AS VARCHAR[])))) AS place,
        unnest(cast($words AS VARCHAR[])) AS word
),

tongue AS (
    SELECT
        unnest(cast($tags AS VARCHAR[])) AS tag,
        unnest(cast($stemmers AS VARCHAR[])) AS stemmer
),

root AS (
    SELECT DISTINCT
        asked.place,
        tongue.stemmer,
        stem(asked.word, tongue.stemmer) AS stem
    FROM asked
    CROSS JOIN tongue
    WHERE length(asked.word) > 2
),

form AS MATERIALIZED (
    SELECT
        asked.place,
        vocabulary.part,
        vocabulary.termid,
        vocabulary.term,
        '' AS stemmer
    FROM asked
    INNER JOIN search.main.vocabulary AS vocabulary ON asked.word = vocabulary.term
    UNION
    SELECT
        root.place,
        vocabulary.part,
        vocabulary.termid,
        vocabulary.term,
        root.stemmer
    FROM root
    INNER JOIN search.main.vocabulary AS vocabulary
        ON
            -- To stem all words of all releases would take long; forms of a word begin alike.
            left(root.stem, 3) = left(vocabulary.term, 3)
            AND root.stem = stem(vocabulary.term, root.stemmer)
),

hit AS (
    SELECT
        posting.part,
        posting.docid,
        form.place,
        form.term,
        form.stemmer,
        sum(CASE WHEN posting.fieldid = 0 THEN 3 ELSE 1 END) AS frequency
    FROM search.main.posting AS posting
    INNER JOIN form ON posting.part = form.part AND posting.termid = form.termid
    GROUP BY ALL
),

dated AS (
    SELECT
        release.release_id,
        concat(release.release_id, '@', left(version.digest, 16)) AS name,
        split_part(version.language, '-', 1) AS language,
        version.published_on
    FROM core.release AS release
    INNER JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
),

-- A form that is also the word itself is there twice: it counts once.
counted AS (
    SELECT
        dated.release_id,
        hit.place,
        hit.term,
        max(hit.frequency) AS frequency,
        any_value(document.len) AS word_count
    FROM hit
    INNER JOIN search.main.document AS document
        ON hit.part = document.part AND hit.docid = document.docid
    INNER JOIN dated ON document.name = dated.name
    LEFT JOIN tongue ON dated.language = tongue.tag
    WHERE hit.stemmer = '' OR hit.stemmer = tongue.stemmer
    GROUP BY dated.release_id, hit.place, hit.term
),

placed AS (
    SELECT
        release_id,
        place,
        sum(frequency) AS frequency,
        any_value(word_count) AS word_count,
        list(DISTINCT term ORDER BY term) AS forms
    FROM counted
    GROUP BY release_id, place
),

whole AS (
    SELECT
        count(*) AS release_count,
        avg(len) AS mean_count
    FROM search.main.document
),

weight AS (
    SELECT
        placed.place,
        ln(
            1 + greatest(any_value(whole.release_count) - count(*) + 0.5, 0.5) / (count(*) + 0.5)
        ) AS weight
    FROM placed
    CROSS JOIN whole
    GROUP BY placed.place
),

scored AS (
    SELECT
        placed.release_id,
        sum(
            weight.weight * placed.frequency * 2.2
            / (placed.frequency + 1.2 * (0.25 + 0.75 * placed.word_count / whole.mean_count))
        ) AS score,
        flatten(list(placed.forms)) AS forms
    FROM placed
    INNER JOIN weight ON placed.place = weight.place
    CROSS JOIN whole
    WHERE placed.release_id IN (SELECT chosen.release_id FROM chosen)
    GROUP BY placed.release_id
    HAVING count(*) = len(cast($words AS VARCHAR[]))
),

-- Texts are looked at for phrases only: where none is asked for, this finds nothing at once.
broken AS (
    SELECT scored.release_id
    FROM scored
    INNER JOIN core.release AS release ON scored.release_id = release.release_id
    INNER JOIN core.release_version AS version
        ON
            release.release_id = version.release_id
            AND release.current_version = version.version
    WHERE
        len(cast($phrases AS VARCHAR[])) > 0
        AND NOT holds_all(
            flat_text(concat(version.title, ' ', version.body)), cast($phrases AS VARCHAR[])
        )
),

best AS MATERIALIZED (
    SELECT
        scored.release_id,
        scored.score,
        scored.forms,
        dated.published_on
    FROM scored
    INNER JOIN dated ON scored.release_id = dated.release_id
    WHERE scored.release_id NOT IN (SELECT broken.release_id FROM broken)
    ORDER BY scored.score DESC, dated.published_on DESC NULLS LAST, scored.release_id ASC
    LIMIT $limit
)

SELECT
    release.release_id,
    release.url,
    version.title,
    version.body,
    release.source_id,
    coalesce(source.name, release.source_id) AS source_name,
    version.published_on,
    version.language,
    version.kind,
    round(best.score, 4) AS score,
    best.forms
FROM best
INNER JOIN core.release AS release ON best.release_id = release.release_id
INNER JOIN core.release_version AS version
    ON
        release.release_id = version.release_id
        AND release.current_version = version.version
LEFT JOIN core.source AS source ON release.source_id = source.source_id
ORDER BY best.score DESC, version.published_on DESC NULLS LAST, release.release_id ASC;
