-- One row a URL asked for that is remembered in this role.
SELECT held.*
FROM core.url_state AS held
INNER JOIN staged_url AS staged ON held.url = staged.url
WHERE held.role = $role;
