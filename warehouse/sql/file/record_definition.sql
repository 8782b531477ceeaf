-- One row: the digest of the views and comments this file now holds.
MERGE INTO raw.definition AS held
USING (SELECT $digest AS new_digest) AS written ON TRUE
WHEN MATCHED THEN UPDATE SET digest = written.new_digest
WHEN NOT MATCHED THEN INSERT (digest) VALUES (written.new_digest);
