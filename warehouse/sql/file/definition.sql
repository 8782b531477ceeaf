-- One row: the digest of the views and comments this file holds.
SELECT digest
FROM raw.definition;
