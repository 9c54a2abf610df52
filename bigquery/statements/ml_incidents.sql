-- Incidents that began since @since: what a look may find again.
SELECT
  tenant_id, incident_id, building_id, device_id, start_ts, end_ts, kind, look, detected_at
FROM powerlytics_analytics.anomalies
WHERE start_ts >= @since
ORDER BY tenant_id, device_id, start_ts, incident_id;
