-- One row a request of this batch that is not recorded yet.
SELECT staged.fetch_id
FROM staged_fetch AS staged
WHERE
    staged.outcome <> 'skipped'
    AND NOT EXISTS (
        SELECT 1 FROM raw."fetch" AS held
        WHERE held.fetch_id = staged.fetch_id
    );
