-- incident_feedback: all that was said of one incident, newest first. The incident itself shows what
-- the asker may see of it.
SELECT f.verdict, f.note, f.who, f.said_at
FROM powerlytics_analytics.anomaly_feedback AS f
JOIN powerlytics_analytics.anomalies AS a
  ON a.tenant_id = f.tenant_id AND a.incident_id = f.incident_id
WHERE f.tenant_id = @tenant_id
  AND (@all_buildings OR a.building_id IN UNNEST(@building_ids))
  AND f.incident_id = @incident_id
  AND a.start_ts >= TIMESTAMP '2000-01-01 00:00:00+00'  -- the table is small, a row an incident
ORDER BY f.said_at DESC, f.verdict
