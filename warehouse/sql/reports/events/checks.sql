-- One row an event without an actor or source, or whose code does not begin with its root.
-- GDELT writes its columns in capitals: -- noqa: disable=CP02
SELECT *
FROM report
WHERE
    Actor1Name = ''
    OR Actor2Name = ''
    OR SOURCEURL = ''
    OR NOT starts_with(EventCode, EventRootCode)
    OR NumSources > NumArticles;
