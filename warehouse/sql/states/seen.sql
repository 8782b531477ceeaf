-- One row a URL that was listed, but not asked as it is not due.
UPDATE core.url_state AS held
SET last_seen_at = greatest(held.last_seen_at, $seen_at)
FROM staged_url AS staged
WHERE held.url = staged.url AND held.role = 'document';
