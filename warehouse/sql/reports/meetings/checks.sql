-- One row a meeting without participants, evidence or a release.
SELECT *
FROM report
WHERE coalesce(len(participants), 0) < 1 OR evidence = '' OR len(release_ids) < 1;
