-- data_quality_daily: how well each device reported on each local day of
-- [@window_start, @window_end), dates.
WITH
-- What the readings say of their own way here, by UTC hour; deleted ones are left out.
arrivals AS (
  SELECT
    tenant_id, device_id, TIMESTAMP_TRUNC(ts, HOUR) AS hour,
    COUNTIF(TIMESTAMP_DIFF(received_at, ts, SECOND) > 7200) AS late_readings,
    COUNTIF(revision > 0) AS corrections,
    MAX(TIMESTAMP_DIFF(received_at, ts, SECOND)) AS longest_seconds,
    MAX(ts) AS last_reading_at
  FROM powerlytics_raw.raw_readings
  WHERE ts >= TIMESTAMP_SUB(TIMESTAMP(@window_start), INTERVAL 1 DAY)
    AND ts < TIMESTAMP_ADD(TIMESTAMP(@window_end), INTERVAL 1 DAY)
    AND _fivetran_deleted IS NOT TRUE
  GROUP BY tenant_id, device_id, hour
),
devices AS (
  SELECT
    d.tenant_id, d.device_id, d.meter_type, IFNULL(d.interval_minutes, 60) AS interval_minutes,
    IFNULL(b.timezone, 'UTC') AS timezone
  FROM powerlytics_raw.device_metadata AS d
  LEFT JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = d.tenant_id AND b.building_id = d.building_id
),
rejections AS (
  SELECT
    r.tenant_id, r.device_id,
    DATE(IFNULL(r.received_at, r.rejected_at), d.timezone) AS day,
    COUNT(*) AS rejected_readings
  FROM powerlytics_raw.rejected_readings AS r
  JOIN devices AS d ON d.tenant_id = r.tenant_id AND d.device_id = r.device_id
  WHERE r._fivetran_deleted IS NOT TRUE
    AND IFNULL(r.received_at, r.rejected_at)
      >= TIMESTAMP_SUB(TIMESTAMP(@window_start), INTERVAL 1 DAY)
    AND IFNULL(r.received_at, r.rejected_at)
      < TIMESTAMP_ADD(TIMESTAMP(@window_end), INTERVAL 1 DAY)
  GROUP BY r.tenant_id, r.device_id, day
),
days AS (
  SELECT
    h.tenant_id, h.device_id, h.local_date AS day,
    ANY_VALUE(h.building_id) AS building_id,
    SUM(h.expected_intervals) AS expected_intervals,
    SUM(h.known_intervals) AS known_intervals,
    SUM(h.estimated_intervals) AS estimated_intervals,
    SUM(h.suspect_intervals) AS suspect_intervals,
    IFNULL(SUM(a.late_readings), 0) AS late_readings,
    IFNULL(SUM(a.corrections), 0) AS corrections,
    MAX(a.longest_seconds) AS longest_seconds,
    MAX(a.last_reading_at) AS last_reading_at
  FROM powerlytics_analytics.analytics_hourly AS h
  LEFT JOIN arrivals AS a
    ON a.tenant_id = h.tenant_id AND a.device_id = h.device_id AND a.hour = h.ts
  WHERE h.ts >= TIMESTAMP_SUB(TIMESTAMP(@window_start), INTERVAL 1 DAY)
    AND h.ts < TIMESTAMP_ADD(TIMESTAMP(@window_end), INTERVAL 1 DAY)
    AND h.local_date >= @window_start AND h.local_date < @window_end
  GROUP BY h.tenant_id, h.device_id, day
),
shares AS (
  SELECT
    y.*, d.meter_type, d.interval_minutes,
    IFNULL(r.rejected_readings, 0) AS rejected_readings,
    SAFE_DIVIDE(y.known_intervals, y.expected_intervals) AS completeness,
    SAFE_DIVIDE(y.estimated_intervals, y.known_intervals) AS estimated_share,
    SAFE_DIVIDE(
      y.suspect_intervals, GREATEST(y.known_intervals, y.suspect_intervals)) AS suspect_share
  FROM days AS y
  JOIN devices AS d ON d.tenant_id = y.tenant_id AND d.device_id = y.device_id
  LEFT JOIN rejections AS r
    ON r.tenant_id = y.tenant_id AND r.device_id = y.device_id AND r.day = y.day
)
SELECT
  tenant_id, building_id, device_id, day,
  expected_intervals, known_intervals, estimated_intervals, suspect_intervals,
  rejected_readings, late_readings, corrections,
  GREATEST(0, longest_seconds / 60
    - IF(IFNULL(meter_type, '') = 'register', 0, interval_minutes)) AS max_lag_minutes,
  last_reading_at, completeness, estimated_share,
  100 * completeness * (1 - IFNULL(estimated_share, 0) / 2) * (1 - IFNULL(suspect_share, 0))
    AS quality_score
FROM shares;
