-- Each tenant's first and last wholly known hour since @since, none from the future.
SELECT tenant_id, MIN(ts) AS first_hour, MAX(ts) AS last_hour
FROM powerlytics_analytics.ml_features
WHERE ts >= @since AND ts < @as_of AND energy_kwh IS NOT NULL
GROUP BY tenant_id
ORDER BY tenant_id;
