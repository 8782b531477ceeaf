-- One row a release whose links are found now.
DELETE FROM core.unlinked AS unlinked
USING linked
WHERE unlinked.release_id = linked.release_id;
