-- One row a migration: applied.
INSERT INTO raw.migration (version, name, applied_at)
VALUES ($version, $name, now());
