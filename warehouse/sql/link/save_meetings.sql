-- One row an account of a meeting, and the meeting it is, as it is known now.
DELETE FROM core.meeting_link AS held
USING linked
WHERE held.release_id = linked.release_id;

DELETE FROM core.meeting_link AS held
USING staged_meeting AS staged
WHERE held.release_id = staged.release_id AND held.meeting = staged.meeting;

INSERT INTO core.meeting_link BY NAME
SELECT
    staged.release_id,
    staged.meeting,
    staged.meeting_id,
    staged.reason,
    staged.disagreements
FROM staged_meeting AS staged;
