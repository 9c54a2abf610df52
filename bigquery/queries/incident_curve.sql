-- incident_curve: a meter's hours of [@start, @end) beside what is usual there: the middle and the
-- tenths of the same local hour and weekday in the eight weeks before @before.
WITH
hours AS (
  SELECT
    ts, local_date, local_hour, energy_kwh, expected_intervals, known_intervals,
    estimated_intervals, suspect_intervals
  FROM powerlytics_analytics.analytics_hourly
  WHERE tenant_id = @tenant_id
    AND (@all_buildings OR building_id IN UNNEST(@building_ids))
    AND device_id = @device_id
    AND ts >= TIMESTAMP_SUB(@before, INTERVAL 56 DAY) AND ts < @end
),
-- Each shown hour beside its like before the incident.
beside AS (
  SELECT h.ts, u.energy_kwh
  FROM hours AS h
  JOIN hours AS u
    ON u.local_hour = h.local_hour
    AND EXTRACT(DAYOFWEEK FROM u.local_date) = EXTRACT(DAYOFWEEK FROM h.local_date)
  WHERE h.ts >= @start AND u.ts < @before AND u.ts != h.ts AND u.energy_kwh IS NOT NULL
),
spread AS (
  SELECT
    ts,
    PERCENTILE_CONT(energy_kwh, 0.1) OVER (PARTITION BY ts) AS low_kwh,
    PERCENTILE_CONT(energy_kwh, 0.5) OVER (PARTITION BY ts) AS usual_kwh,
    PERCENTILE_CONT(energy_kwh, 0.9) OVER (PARTITION BY ts) AS high_kwh
  FROM beside
),
usual AS (
  SELECT
    ts, MAX(low_kwh) AS low_kwh, MAX(usual_kwh) AS usual_kwh, MAX(high_kwh) AS high_kwh,
    COUNT(*) AS usual_rows
  FROM spread
  GROUP BY ts
)
SELECT
  h.ts,
  h.energy_kwh AS actual_kwh,
  u.usual_kwh AS expected_kwh,
  u.low_kwh, u.high_kwh,
  h.expected_intervals, h.known_intervals, h.estimated_intervals, h.suspect_intervals,
  SAFE_DIVIDE(h.known_intervals, h.expected_intervals) AS completeness,
  SAFE_DIVIDE(h.estimated_intervals, h.known_intervals) AS estimated_share,
  1 + IFNULL(u.usual_rows, 0) AS source_rows
FROM hours AS h
LEFT JOIN usual AS u ON u.ts = h.ts
WHERE h.ts >= @start
ORDER BY h.ts
