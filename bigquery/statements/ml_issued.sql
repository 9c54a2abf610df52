-- When each tenant's newest forecast by @version was issued.
SELECT tenant_id, MAX(issued_at) AS issued_at
FROM powerlytics_analytics.forecasts
WHERE ts >= @since AND version = @version
GROUP BY tenant_id;
