-- analytics_daily: what each device did on each local day of [@window_start, @window_end), dates.
-- Only hours of analytics_hourly are read, so the hours of a day always add up to the day.
WITH
hours AS (
  SELECT h.*, IFNULL(b.timezone, 'UTC') AS timezone
  FROM powerlytics_analytics.analytics_hourly AS h
  LEFT JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = h.tenant_id AND b.building_id = h.building_id
  WHERE h.ts >= TIMESTAMP_SUB(TIMESTAMP(@window_start), INTERVAL 1 DAY)
    AND h.ts < TIMESTAMP_ADD(TIMESTAMP(@window_end), INTERVAL 1 DAY)
    AND h.local_date >= @window_start AND h.local_date < @window_end
),
ranked AS (
  SELECT
    *,
    MAX(mean_kw) OVER (PARTITION BY tenant_id, device_id, local_date) AS highest_kw,
    PERCENTILE_CONT(mean_kw, 0.05)
      OVER (PARTITION BY tenant_id, device_id, local_date) AS lowest_kw
  FROM hours
),
days AS (
  SELECT
    tenant_id, device_id, local_date AS day, timezone,
    ANY_VALUE(building_id) AS building_id,
    ANY_VALUE(space_id) AS space_id,
    ANY_VALUE(device_kind) AS device_kind,
    ANY_VALUE(appliance) AS appliance,
    SUM(energy_kwh) AS energy_kwh,
    SUM(unattributed_kwh) AS unattributed_kwh,
    MAX(highest_kw) AS peak_kw,
    MIN(IF(mean_kw = highest_kw, ts, NULL)) AS peak_at,
    MAX(lowest_kw) AS base_load_kw,
    SAFE_DIVIDE(AVG(mean_kw), MAX(highest_kw)) AS load_factor,
    SUM(cost) AS cost,
    MAX(currency) AS currency,
    SAFE_DIVIDE(COUNT(cost), COUNT(energy_kwh)) AS cost_completeness,
    SUM(carbon_kg) AS carbon_kg,
    SAFE_DIVIDE(COUNT(carbon_kg), COUNT(energy_kwh)) AS carbon_completeness,
    AVG(occupancy_count_mean) AS occupancy_mean,
    AVG(outdoor_temperature_c) AS outdoor_temperature_c_mean,
    SUM(expected_intervals) AS expected_intervals,
    SUM(known_intervals) AS known_intervals,
    SUM(estimated_intervals) AS estimated_intervals,
    SUM(suspect_intervals) AS suspect_intervals
  FROM ranked
  GROUP BY tenant_id, device_id, local_date, timezone
),
shares AS (
  SELECT
    *,
    SAFE_DIVIDE(known_intervals, expected_intervals) AS completeness,
    SAFE_DIVIDE(estimated_intervals, known_intervals) AS estimated_share,
    SAFE_DIVIDE(suspect_intervals, GREATEST(known_intervals, suspect_intervals)) AS suspect_share
  FROM days
)
SELECT
  tenant_id, building_id, device_id, space_id, device_kind, appliance, day, timezone,
  TIMESTAMP_DIFF(
    TIMESTAMP(DATE_ADD(day, INTERVAL 1 DAY), timezone), TIMESTAMP(day, timezone), HOUR) AS hours,
  energy_kwh, unattributed_kwh, peak_kw, peak_at, base_load_kw, load_factor,
  cost, currency, cost_completeness, carbon_kg, carbon_completeness,
  occupancy_mean, outdoor_temperature_c_mean,
  expected_intervals, known_intervals, estimated_intervals, suspect_intervals,
  completeness, estimated_share, suspect_share,
  100 * completeness * (1 - IFNULL(estimated_share, 0) / 2) * (1 - IFNULL(suspect_share, 0))
    AS quality_score
FROM shares;
