-- The newest local day of which the derived tables say anything.
SELECT MAX(day) AS last_day
FROM powerlytics_analytics.data_quality_daily
WHERE day >= DATE '2000-01-01';
