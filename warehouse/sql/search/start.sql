-- No rows: an index without parts, and how its texts were cut.
CREATE TABLE search.main.about AS SELECT cast($rules AS VARCHAR) AS rules;
