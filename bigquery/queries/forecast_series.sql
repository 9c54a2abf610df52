-- forecast_series: of one meter, or with @device_id '' of its building as a whole, by hour or local
-- day of [@start, @end): the newest forecast of each, and what was measured before @before.
WITH
-- The newest forecast of each hour or day. What an earlier one says of the time after the newest was
-- issued no longer counts; of the time before, it shows what had been expected.
forecast AS (
  SELECT *, MAX(issued_at) OVER () AS newest_at
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
-- The hours that were measured: of a local day only when all of it is there.
measured AS (
  SELECT
    IF(@resolution = 'hour', h.ts, TIMESTAMP(h.local_date, IFNULL(b.timezone, 'UTC'))) AS ts,
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
    AND (h.device_id = @device_id OR (@device_id = '' AND h.device_kind = 'main_meter'))
    AND h.ts >= @start AND h.ts < @end AND h.ts < @before
    AND (
      @resolution = 'hour'
      OR TIMESTAMP(
        DATE_ADD(h.local_date, INTERVAL 1 DAY), IFNULL(b.timezone, 'UTC')) <= @before)
  GROUP BY 1
)
SELECT
  COALESCE(f.ts, m.ts) AS ts,
  f.q10_kwh, f.q20_kwh, f.q30_kwh, f.q40_kwh, f.q50_kwh, f.q60_kwh, f.q70_kwh, f.q80_kwh, f.q90_kwh,
  m.actual_kwh,
  f.horizon_hours, f.issued_at, f.model, f.version,
  m.expected_intervals, m.known_intervals, m.estimated_intervals, m.suspect_intervals,
  SAFE_DIVIDE(m.known_intervals, m.expected_intervals) AS completeness,
  SAFE_DIVIDE(m.estimated_intervals, m.known_intervals) AS estimated_share,
  IFNULL(m.source_rows, 0) + IF(f.ts IS NULL, 0, 1) AS source_rows
FROM (SELECT * FROM forecast WHERE issued_at = newest_at OR ts < newest_at) AS f
FULL JOIN measured AS m ON m.ts = f.ts
ORDER BY ts
