-- forecast_series: the newest forecast of each hour or local day of [@start, @end), beside what was
-- measured before @before: of one meter, or with @device_id '' of the buildings together. @timezone
-- labels the days.
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
-- Each building's newest forecast of each hour or day. What an earlier one says of the time after
-- the newest was issued no longer counts; of the time before, it shows what had been expected. A
-- building that has had none for a day while others have is left out, or no sum would be known.
counting AS (
  SELECT *
  FROM (
    SELECT
      *,
      MAX(issued_at) OVER (PARTITION BY building_id) AS newest_at,
      MAX(issued_at) OVER () AS latest_at
    FROM newest) AS n
  WHERE (issued_at = newest_at OR ts < newest_at)
    AND newest_at >= TIMESTAMP_SUB(latest_at, INTERVAL 1 DAY)
),
forecast AS (
  SELECT
    i.*,
    IF(
      @resolution = 'hour',
      i.ts,
      TIMESTAMP(DATE(i.ts, IFNULL(b.timezone, 'UTC')), @timezone)) AS bucket
  FROM counting AS c
  JOIN issued AS i
    ON i.building_id = c.building_id AND i.ts = c.ts AND i.issued_at = c.issued_at
  JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = i.tenant_id AND b.building_id = i.building_id
      AND b._fivetran_deleted IS NOT TRUE
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY i.building_id, i.ts ORDER BY i.version DESC, i.model) = 1
),
-- The sum of the buildings, unknown where one of them is.
summed AS (
  SELECT
    bucket,
    SUM(q10_kwh) AS q10_kwh, SUM(q20_kwh) AS q20_kwh, SUM(q30_kwh) AS q30_kwh,
    SUM(q40_kwh) AS q40_kwh, SUM(q50_kwh) AS q50_kwh, SUM(q60_kwh) AS q60_kwh,
    SUM(q70_kwh) AS q70_kwh, SUM(q80_kwh) AS q80_kwh, SUM(q90_kwh) AS q90_kwh,
    MAX(horizon_hours) AS horizon_hours,
    MAX(issued_at) AS issued_at,
    IF(MIN(model) = MAX(model), MAX(model), NULL) AS model,
    IF(MIN(version) = MAX(version), MAX(version), NULL) AS version,
    COUNT(*) AS forecast_rows
  FROM forecast
  GROUP BY bucket
  HAVING COUNT(*) = (SELECT COUNT(DISTINCT building_id) FROM forecast)
),
-- The hours that were measured, of the same buildings: of a local day only when all of it is there.
measured AS (
  SELECT
    IF(@resolution = 'hour', h.ts, TIMESTAMP(h.local_date, @timezone)) AS bucket,
    SUM(h.energy_kwh) AS actual_kwh,
    SUM(h.expected_intervals) AS expected_intervals,
    SUM(h.known_intervals) AS known_intervals,
    SUM(h.estimated_intervals) AS estimated_intervals,
    SUM(h.suspect_intervals) AS suspect_intervals,
    COUNT(*) AS source_rows
  FROM powerlytics_analytics.analytics_hourly AS h
  JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = h.tenant_id AND b.building_id = h.building_id
  WHERE h.tenant_id = @tenant_id
    AND (@all_buildings OR h.building_id IN UNNEST(@building_ids))
    AND (
      h.building_id IN (SELECT building_id FROM forecast)
      OR NOT EXISTS (SELECT 1 FROM forecast))
    AND (h.device_id = @device_id OR (@device_id = '' AND h.device_kind = 'main_meter'))
    AND h.ts >= @start AND h.ts < @end AND h.ts < @before
    AND (
      @resolution = 'hour'
      OR TIMESTAMP(
        DATE_ADD(h.local_date, INTERVAL 1 DAY), IFNULL(b.timezone, 'UTC')) <= @before)
  GROUP BY bucket
)
SELECT
  COALESCE(f.bucket, m.bucket) AS ts,
  f.q10_kwh, f.q20_kwh, f.q30_kwh, f.q40_kwh, f.q50_kwh, f.q60_kwh, f.q70_kwh, f.q80_kwh, f.q90_kwh,
  m.actual_kwh,
  f.horizon_hours, f.issued_at, f.model, f.version,
  m.expected_intervals, m.known_intervals, m.estimated_intervals, m.suspect_intervals,
  SAFE_DIVIDE(m.known_intervals, m.expected_intervals) AS completeness,
  SAFE_DIVIDE(m.estimated_intervals, m.known_intervals) AS estimated_share,
  IFNULL(m.source_rows, 0) + IFNULL(f.forecast_rows, 0) AS source_rows
FROM summed AS f
FULL JOIN measured AS m ON m.bucket = f.bucket
ORDER BY ts
