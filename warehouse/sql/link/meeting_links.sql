-- One row an account that is linked to the same meeting as one of the accounts at hand.
SELECT
    member.release_id,
    member.meeting,
    member.meeting_id,
    member.reason,
    member.disagreements
FROM core.meeting_link AS member
WHERE
    member.meeting_id IN (
        SELECT held.meeting_id
        FROM core.meeting_link AS held
        INNER JOIN staged_account AS staged
            ON held.release_id = staged.release_id AND held.meeting = staged.meeting
    )
    AND member.release_id NOT IN (SELECT linked.release_id FROM linked)
ORDER BY member.release_id, member.meeting;
