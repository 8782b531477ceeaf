-- One row a speaker without a name, a quotation or a release.
SELECT *
FROM report
WHERE (speaker = '' AND person_id IS NULL) OR release_count < 1 OR quote_count < release_count;
