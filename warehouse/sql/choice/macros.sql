-- No rows: how the name of an organisation is compared with what was asked for.
--
-- "EU" is no part of "museum": of a name whole words are asked for, except in scripts without
-- spaces.
CREATE OR REPLACE TEMP MACRO flat_name(called) AS concat(
    ' ', trim(regexp_replace(lower(called), '[^\p{L}\p{N}]+', ' ', 'g')), ' '
);

CREATE OR REPLACE TEMP MACRO names_it(called, asked) AS if(
    regexp_full_match(asked, '[ -~]*'),
    contains(flat_name(called), flat_name(asked)),
    contains(lower(called), asked)
);
