-- The newest verdict on each incident; one that was taken back (open) is none.
SELECT tenant_id, incident_id, device_id, kind, start_ts, end_ts, verdict, note, said_at
FROM (
  SELECT *
  FROM powerlytics_analytics.anomaly_feedback
  QUALIFY ROW_NUMBER() OVER (PARTITION BY tenant_id, incident_id ORDER BY said_at DESC) = 1
) AS newest
WHERE verdict != 'open';
