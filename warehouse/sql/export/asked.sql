-- No rows: the releases a query named become those that are chosen.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT DISTINCT release_id FROM asked_release;
