-- When each tenant's newest forecast was issued, and by which version.
SELECT tenant_id, MAX(issued_at) AS issued_at
FROM powerlytics_analytics.forecasts
WHERE ts >= @since
GROUP BY tenant_id;
