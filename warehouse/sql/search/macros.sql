-- No rows: how texts and questions are cut into the words that are compared.
--
-- Accents go, except where they part letters that readers part: the Russian short i, and the vowels
-- of Indian scripts. Scripts written without spaces are cut into pairs of characters, as
-- is Korean, whose words carry their endings.
CREATE OR REPLACE TEMP MACRO fold_text(said) AS CASE
    WHEN regexp_matches(
        said,
        '[\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Tamil}\p{Telugu}\p{Kannada}]'
    ) THEN lower(said)
    ELSE replace(
        strip_accents(replace(replace(lower(nfc_normalize(said)), 'й', 'ҋ'), 'ı', 'i')), 'ҋ', 'й'
    )
END;

CREATE OR REPLACE TEMP MACRO list_runs(said) AS regexp_extract_all(
    said,
    '[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+'
);

CREATE OR REPLACE TEMP MACRO list_pairs(run) AS list_transform(
    range(1, greatest(length(run), 2)), LAMBDA place: run[place:place + 1]
);

CREATE OR REPLACE TEMP MACRO part_words(said) AS regexp_replace(
    regexp_replace(
        said,
        '[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+',
        ' ',
        'g'
    ),
    '[^\p{L}\p{N}\p{M}]+',
    ' ',
    'g'
);

-- What is indexed: words, and of scripts without spaces single characters as well as pairs.
CREATE OR REPLACE TEMP MACRO index_text(said) AS concat_ws(
    ' ',
    part_words(fold_text(said)),
    array_to_string(
        flatten(list_transform(
            list_runs(fold_text(said)),
            LAMBDA run: list_concat(
                list_pairs(run), CASE WHEN length(run) > 1 THEN string_split(run, '') ELSE [] END
            )
        )),
        ' '
    )
);

-- What is asked for: pairs only, unless a character stands alone.
CREATE OR REPLACE TEMP MACRO split_words(said) AS list_filter(
    list_distinct(list_concat(
        string_split(part_words(fold_text(said)), ' '),
        flatten(list_transform(list_runs(fold_text(said)), LAMBDA run: list_pairs(run)))
    )),
    LAMBDA word: word <> ''
);

-- A text on one line of words, and a phrase as it would stand in one.
CREATE OR REPLACE TEMP MACRO flat_text(said) AS concat(
    ' ', regexp_replace(fold_text(said), '[^\p{L}\p{N}\p{M}]+', ' ', 'g'), ' '
);

CREATE OR REPLACE TEMP MACRO flat_phrase(said) AS CASE
    WHEN len(list_runs(said)) > 0 THEN trim(flat_text(said))
    ELSE concat(' ', trim(flat_text(said)), ' ')
END;

CREATE OR REPLACE TEMP MACRO holds_all(said, wanted) AS len(
    list_filter(wanted, LAMBDA each: NOT contains(said, each))
) = 0;
