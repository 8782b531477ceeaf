-- One row a field in which a compared version differs from the one before.
DELETE FROM core.field_change AS held
USING compared
WHERE held.release_id = compared.release_id AND held.version = compared.version;

INSERT INTO core.field_change BY NAME
SELECT * FROM staged_change;
