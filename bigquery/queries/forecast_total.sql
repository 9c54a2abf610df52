-- forecast_total: what is to come in [@start, @end) by the newest forecast, by hour or local day: of
-- one meter, or with @device_id '' of each building as a whole. Low and high add up the tenths: they
-- hold the total's 80 % interval, and are it when all hours err together.
WITH
forecast AS (
  SELECT *, MAX(issued_at) OVER (PARTITION BY building_id) AS newest_at
  FROM powerlytics_analytics.forecasts
  WHERE tenant_id = @tenant_id
    AND (@all_buildings OR building_id IN UNNEST(@building_ids))
    AND IFNULL(device_id, '') = @device_id
    AND resolution = @resolution
    AND ts >= @start AND ts < @end
    AND (@model = '' OR model = @model)
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY building_id, ts ORDER BY issued_at DESC, version DESC, model) = 1
),
ranked AS (
  SELECT *, MAX(q50_kwh) OVER (PARTITION BY building_id) AS highest_kwh
  FROM forecast
  WHERE issued_at = newest_at OR ts < newest_at
)
SELECT
  building_id,
  SUM(q10_kwh) AS forecast_low_kwh,
  SUM(q50_kwh) AS forecast_kwh,
  SUM(q90_kwh) AS forecast_high_kwh,
  -- An hour's mean load in kW is its energy in kWh; of a day there is no peak.
  IF(@resolution = 'hour', MAX(IF(q50_kwh = highest_kwh, q10_kwh, NULL)), NULL) AS peak_low_kw,
  IF(@resolution = 'hour', MAX(highest_kwh), NULL) AS forecast_peak_kw,
  IF(@resolution = 'hour', MAX(IF(q50_kwh = highest_kwh, q90_kwh, NULL)), NULL) AS peak_high_kw,
  IF(@resolution = 'hour', MIN(IF(q50_kwh = highest_kwh, ts, NULL)), NULL) AS forecast_peak_at,
  MIN(ts) AS first_ts,
  MAX(ts) AS last_ts,
  MAX(issued_at) AS issued_at,
  MAX(IF(issued_at = newest_at, model, NULL)) AS model,
  MAX(IF(issued_at = newest_at, version, NULL)) AS version,
  -- A local day may have 23 or 25 hours, so a span of days is rounded to whole ones.
  CAST(ROUND(
    TIMESTAMP_DIFF(@end, @start, HOUR) / IF(@resolution = 'hour', 1, 24)) AS INT64)
    AS expected_intervals,
  COUNT(q50_kwh) AS known_intervals,
  LEAST(1.0, SAFE_DIVIDE(
    COUNT(q50_kwh),
    ROUND(TIMESTAMP_DIFF(@end, @start, HOUR) / IF(@resolution = 'hour', 1, 24)))) AS completeness,
  COUNT(*) AS source_rows
FROM ranked
GROUP BY building_id
ORDER BY building_id
