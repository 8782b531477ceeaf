-- One row a release that shares a group with one that is linked now or found to be its translation.
SELECT
    member.release_id,
    member.group_id,
    member.signals
FROM core.language_group AS member
WHERE
    member.group_id IN (
        SELECT held.group_id
        FROM core.language_group AS held
        INNER JOIN staged_member AS staged ON held.release_id = staged.release_id
    )
ORDER BY member.release_id;
