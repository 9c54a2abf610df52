-- energy: energy, load, cost and carbon of the main meters over a span of local days, up to a bound
-- on the hour. Levels: each building, the site (all of them together, no building_id), or both; in
-- one row (resolution total) or by hour, local day or local month.
WITH
-- Each main meter's hours. The mean load of an hour is over its known time; under half known, none.
meters AS (
  SELECT
    IF(level = 'building', h.building_id, NULL) AS building_id,
    -- Which hour, local day or local month a row belongs to, named by its first instant.
    CASE
      WHEN @resolution = 'hour' THEN h.ts
      WHEN @resolution != 'total' THEN TIMESTAMP(
        IF(@resolution = 'day', h.local_date, DATE_TRUNC(h.local_date, MONTH)),
        IF(level = 'building', IFNULL(b.timezone, 'UTC'), @timezone))
    END AS bucket,
    h.ts, h.energy_kwh, h.unattributed_kwh, h.cost, h.currency, h.carbon_kg,
    h.outdoor_temperature_c, h.expected_intervals, h.known_intervals, h.estimated_intervals,
    h.suspect_intervals, h.mean_kw
  FROM powerlytics_analytics.analytics_hourly AS h
  JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = h.tenant_id AND b.building_id = h.building_id
  CROSS JOIN UNNEST(@levels) AS level
  WHERE h.tenant_id = @tenant_id
    AND (@all_buildings OR h.building_id IN UNNEST(@building_ids))
    AND h.device_kind = 'main_meter'
    AND h.ts >= TIMESTAMP_SUB(TIMESTAMP(@start_date), INTERVAL 1 DAY)
    AND h.ts < TIMESTAMP_ADD(TIMESTAMP(@end_date), INTERVAL 1 DAY)
    AND h.ts < @before
    AND h.local_date >= @start_date AND h.local_date < @end_date
),
-- The load is the sum of the main meters, hour by hour; unknown where one is.
hours AS (
  SELECT
    building_id, bucket, ts,
    SUM(energy_kwh) AS energy_kwh,
    SUM(unattributed_kwh) AS unattributed_kwh,
    SUM(cost) AS cost,
    MIN(currency) AS lowest_currency,
    MAX(currency) AS highest_currency,
    SUM(carbon_kg) AS carbon_kg,
    AVG(outdoor_temperature_c) AS outdoor_temperature_c,
    IF(COUNT(mean_kw) = COUNT(*), SUM(mean_kw), NULL) AS mean_kw,
    SUM(expected_intervals) AS expected_intervals,
    SUM(known_intervals) AS known_intervals,
    SUM(estimated_intervals) AS estimated_intervals,
    SUM(suspect_intervals) AS suspect_intervals,
    COUNT(energy_kwh) AS energies,
    COUNT(cost) AS costs,
    COUNT(carbon_kg) AS carbons,
    COUNT(*) AS source_rows
  FROM meters
  GROUP BY building_id, bucket, ts
),
ranked AS (
  SELECT
    *,
    MAX(mean_kw) OVER (PARTITION BY building_id, bucket) AS highest_kw,
    PERCENTILE_CONT(mean_kw, 0.05) OVER (PARTITION BY building_id, bucket) AS lowest_kw
  FROM hours
)
SELECT
  building_id,
  bucket AS ts,
  SUM(energy_kwh) AS energy_kwh,
  SUM(unattributed_kwh) AS unattributed_kwh,
  -- Money of two currencies has no sum.
  IF(MIN(lowest_currency) = MAX(highest_currency), SUM(cost), NULL) AS cost,
  IF(MIN(lowest_currency) = MAX(highest_currency), MAX(highest_currency), NULL) AS currency,
  SUM(carbon_kg) AS carbon_kg,
  MAX(highest_kw) AS peak_kw,
  MIN(IF(mean_kw = highest_kw, ts, NULL)) AS peak_at,
  MAX(lowest_kw) AS base_load_kw,
  SAFE_DIVIDE(AVG(mean_kw), MAX(highest_kw)) AS load_factor,
  AVG(outdoor_temperature_c) AS outdoor_temperature_c,
  SUM(expected_intervals) AS expected_intervals,
  SUM(known_intervals) AS known_intervals,
  SUM(estimated_intervals) AS estimated_intervals,
  SUM(suspect_intervals) AS suspect_intervals,
  SAFE_DIVIDE(SUM(known_intervals), SUM(expected_intervals)) AS completeness,
  SAFE_DIVIDE(SUM(estimated_intervals), SUM(known_intervals)) AS estimated_share,
  -- Hours whose price or carbon intensity is unknown make these two less complete than the energy.
  SAFE_DIVIDE(SUM(known_intervals), SUM(expected_intervals))
    * SAFE_DIVIDE(SUM(costs), SUM(energies)) AS cost_completeness,
  SAFE_DIVIDE(SUM(known_intervals), SUM(expected_intervals))
    * SAFE_DIVIDE(SUM(carbons), SUM(energies)) AS carbon_completeness,
  SUM(source_rows) AS source_rows
FROM ranked
GROUP BY building_id, bucket
ORDER BY building_id, bucket
