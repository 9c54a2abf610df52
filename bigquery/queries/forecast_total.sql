-- forecast_total: what is to come in [@start, @end) by the newest forecast, by hour or local day: of
-- one meter, or with @device_id '' of each building (@levels building), of all together (site, no
-- building_id) or both. Low and high add up the tenths: they hold the total's 80 % interval, and are
-- it when all hours err together.
WITH
issued AS (
  SELECT *
  FROM powerlytics_analytics.forecasts
  WHERE tenant_id = @tenant_id
    AND (@all_buildings OR building_id IN UNNEST(@building_ids))
    AND IFNULL(device_id, '') = @device_id
    AND resolution = @resolution
    AND ts >= @start AND ts < @end
    AND (@model = '' OR model = @model)
),
newest AS (
  SELECT building_id, ts, MAX(issued_at) AS issued_at
  FROM issued
  GROUP BY building_id, ts
),
-- Each building's newest forecast; what an earlier one says of the same time no longer counts. Of all
-- together a building that has had none for a day while others have is left out.
counting AS (
  SELECT *, newest_at >= TIMESTAMP_SUB(latest_at, INTERVAL 1 DAY) AS is_recent
  FROM (
    SELECT
      *,
      MAX(issued_at) OVER (PARTITION BY building_id) AS newest_at,
      MAX(issued_at) OVER () AS latest_at
    FROM newest) AS n
  WHERE issued_at = newest_at OR ts < newest_at
),
forecast AS (
  SELECT i.*, c.is_recent
  FROM counting AS c
  JOIN issued AS i
    ON i.building_id = c.building_id AND i.ts = c.ts AND i.issued_at = c.issued_at
  JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = i.tenant_id AND b.building_id = i.building_id
      AND b._fivetran_deleted IS NOT TRUE
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY i.building_id, i.ts ORDER BY i.version DESC, i.model) = 1
),
hours AS (
  SELECT
    IF(level = 'building', building_id, NULL) AS building_id,
    ts,
    SUM(q10_kwh) AS q10_kwh, SUM(q50_kwh) AS q50_kwh, SUM(q90_kwh) AS q90_kwh,
    MAX(issued_at) AS issued_at,
    MIN(model) AS lowest_model, MAX(model) AS highest_model,
    MIN(version) AS lowest_version, MAX(version) AS highest_version,
    COUNT(*) AS source_rows
  FROM forecast
  CROSS JOIN UNNEST(@levels) AS level
  WHERE level = 'building' OR is_recent
  GROUP BY 1, ts
),
ranked AS (
  SELECT
    *,
    MAX(q50_kwh) OVER (PARTITION BY building_id) AS highest_kwh,
    MAX(source_rows) OVER (PARTITION BY building_id) AS buildings
  FROM hours
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
  IF(MIN(lowest_model) = MAX(highest_model), MAX(highest_model), NULL) AS model,
  IF(MIN(lowest_version) = MAX(highest_version), MAX(highest_version), NULL) AS version,
  -- A local day may have 23 or 25 hours, so a span of days is rounded to whole ones.
  MAX(buildings) * CAST(ROUND(
    TIMESTAMP_DIFF(@end, @start, HOUR) / IF(@resolution = 'hour', 1, 24)) AS INT64)
    AS expected_intervals,
  SUM(source_rows) AS known_intervals,
  LEAST(1.0, SAFE_DIVIDE(
    SUM(source_rows),
    MAX(buildings) * ROUND(
      TIMESTAMP_DIFF(@end, @start, HOUR) / IF(@resolution = 'hour', 1, 24)))) AS completeness,
  SUM(source_rows) AS source_rows
FROM ranked
GROUP BY building_id
ORDER BY building_id
