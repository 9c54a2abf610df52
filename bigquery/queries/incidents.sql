-- incidents: everything about @incident_ids, which lie in [@start, @end): what each cost, why it may
-- have been, what was last said of it, and how complete the readings of its hours are.
WITH
verdicts AS (
  SELECT incident_id, verdict, note, who, said_at
  FROM powerlytics_analytics.anomaly_feedback
  WHERE tenant_id = @tenant_id AND incident_id IN UNNEST(@incident_ids)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY incident_id ORDER BY said_at DESC, verdict) = 1
),
incidents AS (
  SELECT *
  FROM powerlytics_analytics.anomalies
  WHERE tenant_id = @tenant_id
    AND (@all_buildings OR building_id IN UNNEST(@building_ids))
    AND incident_id IN UNNEST(@incident_ids)
    AND start_ts >= @start AND start_ts < @end
),
hours AS (
  SELECT
    i.incident_id,
    SUM(h.expected_intervals) AS expected_intervals,
    SUM(h.known_intervals) AS known_intervals,
    SUM(h.estimated_intervals) AS estimated_intervals,
    SUM(h.suspect_intervals) AS suspect_intervals,
    COUNT(*) AS source_rows
  FROM incidents AS i
  JOIN powerlytics_analytics.analytics_hourly AS h
    ON h.tenant_id = i.tenant_id AND h.device_id = i.device_id
    AND h.ts >= i.start_ts AND h.ts < i.end_ts
  WHERE h.tenant_id = @tenant_id AND h.ts >= @start AND h.ts < @end
  GROUP BY i.incident_id
)
SELECT
  i.incident_id, i.building_id, b.name AS building_name, i.device_id, d.name AS device_name,
  i.start_ts, i.end_ts, i.kind, i.severity, i.probability, i.excess_kwh, i.cost,
  IFNULL(i.currency, b.currency) AS currency, i.carbon_kg, i.expected_kwh, i.actual_kwh, i.causes,
  i.similar_ids, i.look, i.model, i.version, i.detected_at,
  IFNULL(b.timezone, 'UTC') AS timezone,
  IFNULL(v.verdict, 'open') AS status, v.note, v.who, v.said_at,
  h.expected_intervals, h.known_intervals, h.estimated_intervals, h.suspect_intervals,
  SAFE_DIVIDE(h.known_intervals, h.expected_intervals) AS completeness,
  SAFE_DIVIDE(h.estimated_intervals, h.known_intervals) AS estimated_share,
  h.source_rows
FROM incidents AS i
LEFT JOIN hours AS h ON h.incident_id = i.incident_id
LEFT JOIN verdicts AS v ON v.incident_id = i.incident_id
LEFT JOIN powerlytics_raw.building_metadata AS b
  ON b.tenant_id = i.tenant_id AND b.building_id = i.building_id
LEFT JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = i.tenant_id AND d.device_id = i.device_id
ORDER BY i.start_ts DESC, i.incident_id
