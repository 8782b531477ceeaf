-- One row: the digest of the rules the index was cut by.
SELECT rules FROM search.main.about;
