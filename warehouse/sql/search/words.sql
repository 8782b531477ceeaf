-- One row: the words a question is made of, as texts are cut, and the phrases in it.
SELECT
    split_words(cast($question AS VARCHAR)) AS words,
    list_transform(
        cast($phrases AS VARCHAR[]), LAMBDA phrase: flat_phrase(phrase)
    ) AS phrases;
