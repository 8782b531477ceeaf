-- One row a publisher with a share that is none.
SELECT *
FROM report
WHERE
    least(dated_share, timed_share, kind_share, topic_share, quote_share, rejection_share) < 0
    OR greatest(dated_share, timed_share, kind_share, topic_share, quote_share, rejection_share)
    > 1
    OR timed_share > dated_share;
