-- ml_features: what a model may know of each meter and UTC hour of [@window_start, @window_end).
-- Lags and rolling figures look at hours before the hour only, by time and not by row, so a
-- missing hour shifts nothing. An hour that is not wholly known teaches nothing: NULL.
WITH
meters AS (
  SELECT
    h.tenant_id, h.building_id, h.device_id, h.ts, h.local_date, h.local_hour, h.completeness,
    h.outdoor_temperature_c, h.outdoor_humidity_pct, h.irradiance_w_m2,
    -- Complete is what has all that was due so far: the hour under way may be, and is no hour yet.
    IF(
      h.completeness >= 1 AND h.known_intervals >= DIV(60, IFNULL(d.interval_minutes, 60)),
      h.energy_kwh, NULL) AS known_kwh,
    DIV(UNIX_SECONDS(h.ts), 3600) AS hour_number
  FROM powerlytics_analytics.analytics_hourly AS h
  LEFT JOIN powerlytics_raw.device_metadata AS d
    ON d.tenant_id = h.tenant_id AND d.device_id = h.device_id
  WHERE h.ts >= TIMESTAMP_SUB(@window_start, INTERVAL 168 HOUR) AND h.ts < @window_end
    AND h.device_kind IN ('main_meter', 'sub_meter')
),
-- People in each building: its sensors together.
people AS (
  SELECT tenant_id, building_id, ts, SUM(occupancy_count_mean) AS occupancy_count
  FROM powerlytics_analytics.analytics_hourly
  WHERE ts >= @window_start AND ts < @window_end
  GROUP BY tenant_id, building_id, ts
),
-- Holidays of each building's country and, where it has one, subdivision.
closed_days AS (
  SELECT DISTINCT b.tenant_id, b.building_id, h.day
  FROM powerlytics_raw.building_metadata AS b
  JOIN powerlytics_analytics.holidays AS h
    ON h.tenant_id = b.tenant_id AND h.country = b.country
    AND h.subdivision IN ('', IFNULL(b.subdivision, ''))
),
looking_back AS (
  SELECT
    *,
    MAX(known_kwh) OVER (device RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) AS lag_1h,
    MAX(known_kwh) OVER (device RANGE BETWEEN 24 PRECEDING AND 24 PRECEDING) AS lag_24h,
    MAX(known_kwh) OVER (device RANGE BETWEEN 168 PRECEDING AND 168 PRECEDING) AS lag_168h,
    AVG(known_kwh) OVER (device RANGE BETWEEN 24 PRECEDING AND 1 PRECEDING) AS rolling_mean_24h,
    STDDEV_SAMP(known_kwh)
      OVER (device RANGE BETWEEN 24 PRECEDING AND 1 PRECEDING) AS rolling_std_24h,
    AVG(known_kwh) OVER (device RANGE BETWEEN 168 PRECEDING AND 1 PRECEDING) AS rolling_mean_168h,
    STDDEV_SAMP(known_kwh)
      OVER (device RANGE BETWEEN 168 PRECEDING AND 1 PRECEDING) AS rolling_std_168h
  FROM meters
  WINDOW device AS (PARTITION BY tenant_id, device_id ORDER BY hour_number)
)
SELECT
  m.tenant_id, m.building_id, m.device_id, m.ts, m.local_hour,
  EXTRACT(DAYOFWEEK FROM m.local_date) AS local_dow,
  EXTRACT(MONTH FROM m.local_date) AS local_month,
  EXTRACT(DAYOFWEEK FROM m.local_date) IN (1, 7) AS is_weekend,
  c.day IS NOT NULL AS is_holiday,
  m.known_kwh AS energy_kwh,
  m.lag_1h, m.lag_24h, m.lag_168h,
  m.rolling_mean_24h, m.rolling_std_24h, m.rolling_mean_168h, m.rolling_std_168h,
  m.outdoor_temperature_c, m.outdoor_humidity_pct, m.irradiance_w_m2,
  p.occupancy_count, m.completeness
FROM looking_back AS m
LEFT JOIN people AS p
  ON p.tenant_id = m.tenant_id AND p.building_id = m.building_id AND p.ts = m.ts
LEFT JOIN closed_days AS c
  ON c.tenant_id = m.tenant_id AND c.building_id = m.building_id AND c.day = m.local_date
WHERE m.ts >= @window_start AND m.ts < @window_end;
