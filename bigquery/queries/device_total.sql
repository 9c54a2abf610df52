-- device_total: one device's figures over [@start, @end), from its hours. The mean load of an
-- hour is over its known time; an hour under half known has none.
WITH
hours AS (
  SELECT h.*
  FROM powerlytics_analytics.analytics_hourly AS h
  WHERE h.tenant_id = @tenant_id
    AND (@all_buildings OR h.building_id IN UNNEST(@building_ids))
    AND h.device_id = @device_id
    AND h.ts >= @start AND h.ts < @end
),
ranked AS (
  SELECT
    *,
    MAX(mean_kw) OVER () AS highest_kw,
    PERCENTILE_CONT(mean_kw, 0.05) OVER () AS lowest_kw
  FROM hours
)
SELECT
  SUM(energy_kwh) AS energy_kwh,
  SUM(unattributed_kwh) AS unattributed_kwh,
  SUM(cost) AS cost,
  MAX(currency) AS currency,
  SUM(carbon_kg) AS carbon_kg,
  MAX(highest_kw) AS peak_kw,
  MIN(IF(mean_kw = highest_kw, ts, NULL)) AS peak_at,
  MAX(lowest_kw) AS base_load_kw,
  SAFE_DIVIDE(AVG(mean_kw), MAX(highest_kw)) AS load_factor,
  AVG(outdoor_temperature_c) AS outdoor_temperature_c,
  IFNULL(SUM(expected_intervals), 0) AS expected_intervals,
  IFNULL(SUM(known_intervals), 0) AS known_intervals,
  IFNULL(SUM(estimated_intervals), 0) AS estimated_intervals,
  IFNULL(SUM(suspect_intervals), 0) AS suspect_intervals,
  SAFE_DIVIDE(SUM(known_intervals), SUM(expected_intervals)) AS completeness,
  SAFE_DIVIDE(SUM(estimated_intervals), SUM(known_intervals)) AS estimated_share,
  COUNT(*) AS source_rows
FROM ranked
