-- No rows: how the name of an organisation is compared with what was asked for.
--
-- "EU" is no part of "museum": of a name whole words are asked for, except in scripts without spaces.
CREATE OR REPLACE TEMP MACRO names_it(called, asked) AS CASE
    WHEN regexp_full_match(asked, '[ -~]*') THEN contains(
        concat(' ', regexp_replace(lower(called), '[^\p{L}\p{N}]+', ' ', 'g'), ' '),
        concat(' ', trim(regexp_replace(asked, '[^\p{L}\p{N}]+', ' ', 'g')), ' ')
    )
    ELSE contains(lower(called), asked)
END;
