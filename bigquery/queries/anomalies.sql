-- anomalies: the incidents that touch local days [@start_date, @end_date), newest first, each with
-- what was last said of it (open when nothing was). '' as a filter takes everything.
WITH
verdicts AS (
  SELECT incident_id, verdict
  FROM powerlytics_analytics.anomaly_feedback
  WHERE tenant_id = @tenant_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY incident_id ORDER BY said_at DESC, verdict) = 1
)
SELECT
  a.incident_id, a.building_id, a.device_id, a.kind, a.severity, a.start_ts, a.end_ts,
  IFNULL(v.verdict, 'open') AS status
FROM powerlytics_analytics.anomalies AS a
LEFT JOIN verdicts AS v ON v.incident_id = a.incident_id
LEFT JOIN powerlytics_raw.building_metadata AS b
  ON b.tenant_id = a.tenant_id AND b.building_id = a.building_id
WHERE a.tenant_id = @tenant_id
  AND (@all_buildings OR a.building_id IN UNNEST(@building_ids))
  AND a.start_ts >= TIMESTAMP '2000-01-01 00:00:00+00'  -- the table is small, a row an incident
  AND a.start_ts < TIMESTAMP(@end_date, IFNULL(b.timezone, 'UTC'))
  AND IFNULL(a.end_ts, TIMESTAMP '2100-01-01 00:00:00+00')
    > TIMESTAMP(@start_date, IFNULL(b.timezone, 'UTC'))
  AND (@device_id = '' OR a.device_id = @device_id)
  AND (@kind = '' OR a.kind = @kind)
  AND (@severity = '' OR a.severity = @severity)
  AND (@look = '' OR a.look = @look)
ORDER BY a.start_ts DESC, a.incident_id
