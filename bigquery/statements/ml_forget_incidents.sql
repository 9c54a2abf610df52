-- Incidents that a look found again, or found no longer.
DELETE FROM powerlytics_analytics.anomalies
WHERE tenant_id = @tenant_id AND start_ts >= @since AND incident_id IN UNNEST(@ids);
