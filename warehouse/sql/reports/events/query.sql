-- One row a pair of participants of a meeting, in the columns of GDELT 1.0, the newest first.
-- GDELT writes its columns in capitals: -- noqa: disable=CP02
SELECT *
FROM mart.events
WHERE
    ($since IS NULL OR SQLDATE >= cast(strftime(cast($since AS DATE), '%Y%m%d') AS BIGINT))
    AND ($until IS NULL OR SQLDATE <= cast(strftime(cast($until AS DATE), '%Y%m%d') AS BIGINT))
    AND (
        $country IS NULL
        OR upper($country) IN (Actor1CountryCode, Actor2CountryCode, ActionGeo_CountryCode)
    )
ORDER BY SQLDATE DESC NULLS LAST, GLOBALEVENTID
LIMIT $limit;
