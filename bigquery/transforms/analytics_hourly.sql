-- analytics_hourly: what each device did in each UTC hour of [@window_start, @window_end).
-- The window is whole UTC days. @as_of: intervals that end later are not expected yet.
WITH
-- Every device with what its building says of place, zone and contracts. A device whose record is
-- deleted keeps its history, but nothing is expected of it any more.
devices AS (
  SELECT
    d.tenant_id, d.building_id, d.device_id, d.space_id, d.kind AS device_kind, d.appliance,
    d.meter_type, IFNULL(d.interval_minutes, 60) AS interval_minutes, d.rated_power_kw,
    d.register_max_kwh,
    DIV(60, IFNULL(d.interval_minutes, 60)) AS intervals_per_hour,
    -- Its life in intervals counted from 1970: from the first that begins in it to the first that
    -- does not, or that has not ended yet.
    IFNULL(CAST(CEIL(
      UNIX_SECONDS(d.installed_at) / (60 * IFNULL(d.interval_minutes, 60))) AS INT64), 0)
      AS life_start,
    IF(d._fivetran_deleted IS TRUE, 0, LEAST(
      IFNULL(CAST(CEIL(
        UNIX_SECONDS(d.removed_at) / (60 * IFNULL(d.interval_minutes, 60))) AS INT64), 9000000000000),
      DIV(UNIX_SECONDS(@as_of), 60 * IFNULL(d.interval_minutes, 60)))) AS life_end,
    IFNULL(b.timezone, 'UTC') AS timezone, b.currency, b.weather_station_id, b.grid_region,
    b.tariff_id
  FROM powerlytics_raw.device_metadata AS d
  LEFT JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = d.tenant_id AND b.building_id = d.building_id
),
hours AS (
  SELECT hour
  FROM UNNEST(GENERATE_TIMESTAMP_ARRAY(
    @window_start, TIMESTAMP_SUB(@window_end, INTERVAL 1 HOUR), INTERVAL 1 HOUR)) AS hour
),
-- The correction that counts of each interval that has any: the highest that is not deleted. They
-- are few, so every other reading is taken without being compared with anything.
corrected AS (
  SELECT *
  FROM powerlytics_raw.raw_readings
  WHERE ts >= TIMESTAMP_SUB(@window_start, INTERVAL 1 DAY) AND ts <= @window_end
    AND revision > 0 AND _fivetran_deleted IS NOT TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY tenant_id, device_id, ts ORDER BY revision DESC) = 1
),
-- The readings that count. (DuckDB: inline) - or it would copy them all before it counts any.
readings AS (
  SELECT r.*, TIMESTAMP_TRUNC(r.ts, HOUR) AS hour
  FROM powerlytics_raw.raw_readings AS r
  LEFT JOIN corrected AS c
    ON c.tenant_id = r.tenant_id AND c.device_id = r.device_id AND c.ts = r.ts
  WHERE r.ts >= TIMESTAMP_SUB(@window_start, INTERVAL 1 DAY) AND r.ts <= @window_end
    AND r.revision = 0 AND r._fivetran_deleted IS NOT TRUE AND c.ts IS NULL
  UNION ALL
  SELECT *, TIMESTAMP_TRUNC(ts, HOUR) AS hour FROM corrected
),
-- Hours with a reading that is anything but metered, and how many of what.
flagged AS (
  SELECT
    tenant_id, device_id, hour,
    COUNTIF(quality IN ('estimated', 'substituted')) AS estimated,
    COUNTIF(quality IN ('suspect_range', 'suspect_rate', 'suspect_stuck')) AS suspect
  FROM readings
  WHERE ts >= @window_start AND ts < @window_end AND quality != 'metered'
  GROUP BY tenant_id, device_id, hour
),
-- An impossible value is counted among the suspects and is no value. (DuckDB: inline)
usable AS (
  SELECT * FROM readings
  WHERE ts >= @window_start AND ts < @window_end AND IFNULL(quality, '') != 'suspect_range'
),
hour_values AS (
  SELECT
    tenant_id, device_id, hour,
    COUNT(*) AS readings,
    COUNT(energy_kwh) AS energy_readings,
    SUM(energy_kwh) AS energy_kwh,
    AVG(power_kw) AS power_kw_mean,
    MAX(power_kw) AS power_kw_max
  FROM usable
  GROUP BY tenant_id, device_id, hour
),
-- What few devices measure, from the readings that have any of it.
hour_sensors AS (
  SELECT
    tenant_id, device_id, hour,
    AVG(voltage_v) AS voltage_v_mean,
    AVG(current_a) AS current_a_mean,
    AVG(power_factor) AS power_factor_mean,
    AVG(temperature_c) AS temperature_c_mean,
    AVG(humidity_pct) AS humidity_pct_mean,
    AVG(occupancy_count) AS occupancy_count_mean,
    MAX(occupancy_count) AS occupancy_count_max
  FROM usable
  WHERE voltage_v IS NOT NULL OR current_a IS NOT NULL OR power_factor IS NOT NULL
    OR temperature_c IS NOT NULL OR humidity_pct IS NOT NULL OR occupancy_count IS NOT NULL
  GROUP BY tenant_id, device_id, hour
),
-- Register readings of the window and of the day before it; one at @window_end closes the last
-- interval.
steps AS (
  SELECT
    tenant_id, device_id, ts, register_kwh, quality,
    LAG(ts) OVER device AS previous_ts,
    LAG(register_kwh) OVER device AS previous_kwh,
    LAG(quality) OVER device AS previous_quality
  FROM readings
  WHERE register_kwh IS NOT NULL AND IFNULL(quality, '') != 'suspect_range'
  WINDOW device AS (PARTITION BY tenant_id, device_id ORDER BY ts)
),
-- A register that falls rolled over if the rated power allows it in the time passed, else it was
-- reset and what it counted is lost.
judged AS (
  SELECT
    s.tenant_id, s.device_id,
    TIMESTAMP_TRUNC(TIMESTAMP_SUB(s.ts, INTERVAL d.interval_minutes MINUTE), HOUR) AS hour,
    TIMESTAMP_DIFF(s.ts, s.previous_ts, MINUTE) = d.interval_minutes AS adjoining,
    s.register_kwh < s.previous_kwh AS fell,
    IFNULL(
      s.register_kwh < s.previous_kwh
      AND d.register_max_kwh - s.previous_kwh + s.register_kwh
        <= d.rated_power_kw * TIMESTAMP_DIFF(s.ts, s.previous_ts, MINUTE) / 60 * 1.5,
      FALSE) AS rolled_over,
    s.register_kwh - s.previous_kwh AS difference_kwh,
    d.register_max_kwh - s.previous_kwh + s.register_kwh AS wrapped_kwh,
    s.quality IN ('estimated', 'substituted')
      OR s.previous_quality IN ('estimated', 'substituted') AS estimated
  FROM steps AS s
  JOIN devices AS d ON d.tenant_id = s.tenant_id AND d.device_id = s.device_id
  WHERE s.previous_ts IS NOT NULL
    AND s.ts > @window_start
    AND TIMESTAMP_DIFF(s.ts, s.previous_ts, MINUTE) <= 1440
),
deltas AS (
  SELECT
    *,
    CASE WHEN rolled_over THEN wrapped_kwh WHEN NOT fell THEN difference_kwh END AS used_kwh
  FROM judged
),
register_hours AS (
  SELECT
    tenant_id, device_id, hour,
    SUM(IF(adjoining, used_kwh, NULL)) AS energy_kwh,
    SUM(IF(adjoining, NULL, used_kwh)) AS unattributed_kwh,
    COUNTIF(adjoining AND used_kwh IS NOT NULL) AS known,
    COUNTIF(adjoining AND used_kwh IS NOT NULL AND estimated) AS estimated,
    COUNTIF(fell AND NOT rolled_over) AS resets,
    COUNTIF(rolled_over) AS rollovers,
    COUNTIF(NOT adjoining) AS gaps
  FROM deltas
  GROUP BY tenant_id, device_id, hour
),
-- The clock of each zone: an hour belongs to the local day and hour in which it begins.
zone_hours AS (
  SELECT
    z.timezone, h.hour, DIV(UNIX_SECONDS(h.hour), 3600) AS hour_number,
    DATE(h.hour, z.timezone) AS local_date,
    EXTRACT(HOUR FROM h.hour AT TIME ZONE z.timezone) AS local_hour
  FROM (SELECT DISTINCT timezone FROM devices) AS z
  CROSS JOIN hours AS h
),
-- The observation nearest to each hour, at most 2 hours away; never a forecast.
weather_hours AS (
  SELECT
    tenant_id, station_id,
    TIMESTAMP_ADD(TIMESTAMP_TRUNC(ts, HOUR), INTERVAL away HOUR) AS hour,
    temperature_c, humidity_pct, irradiance_w_m2
  FROM powerlytics_raw.raw_weather
  CROSS JOIN UNNEST(GENERATE_ARRAY(-2, 2)) AS away
  WHERE ts >= TIMESTAMP_SUB(@window_start, INTERVAL 3 HOUR)
    AND ts < TIMESTAMP_ADD(@window_end, INTERVAL 3 HOUR)
    AND kind = 'observed' AND _fivetran_deleted IS NOT TRUE
    AND ABS(TIMESTAMP_DIFF(
      TIMESTAMP_ADD(TIMESTAMP_TRUNC(ts, HOUR), INTERVAL away HOUR), ts, MINUTE)) <= 120
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY tenant_id, station_id, hour
    ORDER BY ABS(TIMESTAMP_DIFF(hour, ts, SECOND)), ts, issued_at DESC) = 1
),
grid_hours AS (
  SELECT tenant_id, region, ts AS hour, carbon_kg_per_kwh
  FROM powerlytics_raw.raw_grid
  WHERE ts >= @window_start AND ts < @window_end AND _fivetran_deleted IS NOT TRUE
),
-- The one price of each tariff and hour: a class of day beats all, a later validity an earlier.
tariff_hours AS (
  SELECT
    t.tenant_id, t.tariff_id, z.timezone, z.hour, t.price_per_kwh, t.currency
  FROM powerlytics_raw.raw_tariffs AS t
  JOIN zone_hours AS z
    ON z.local_date >= t.valid_from AND (t.valid_to IS NULL OR z.local_date < t.valid_to)
    AND IF(
      t.start_hour < t.end_hour,
      z.local_hour >= t.start_hour AND z.local_hour < t.end_hour,
      z.local_hour >= t.start_hour OR z.local_hour < t.end_hour)
    AND t.day_class IN (
      'all', IF(EXTRACT(DAYOFWEEK FROM z.local_date) IN (1, 7), 'weekend', 'workday'))
  WHERE t._fivetran_deleted IS NOT TRUE
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY t.tenant_id, t.tariff_id, z.timezone, z.hour
    ORDER BY IF(t.day_class = 'all', 1, 0), t.valid_from DESC, t.start_hour DESC) = 1
),
building_hours AS (
  SELECT
    b.tenant_id, b.building_id, z.hour, z.hour_number, z.local_date, z.local_hour,
    w.temperature_c, w.humidity_pct, w.irradiance_w_m2,
    t.price_per_kwh, IFNULL(t.currency, b.currency) AS currency, g.carbon_kg_per_kwh
  FROM (
    SELECT DISTINCT
      tenant_id, building_id, timezone, currency, weather_station_id, grid_region, tariff_id
    FROM devices
  ) AS b
  JOIN zone_hours AS z ON z.timezone = b.timezone
  LEFT JOIN weather_hours AS w
    ON w.tenant_id = b.tenant_id AND w.station_id = b.weather_station_id AND w.hour = z.hour
  LEFT JOIN grid_hours AS g
    ON g.tenant_id = b.tenant_id AND g.region = b.grid_region AND g.hour = z.hour
  LEFT JOIN tariff_hours AS t
    ON t.tenant_id = b.tenant_id AND t.tariff_id = b.tariff_id
    AND t.timezone = b.timezone AND t.hour = z.hour
),
-- Every device in every hour. The hours without a reading are looked up, so that the others, which
-- are nearly all, need no join with a list of what there should be.
device_hours AS (
  SELECT * FROM hour_values
  UNION ALL
  SELECT d.tenant_id, d.device_id, h.hour, 0, 0, NULL, NULL, NULL
  FROM devices AS d
  CROSS JOIN hours AS h
  LEFT JOIN hour_values AS v
    ON v.tenant_id = d.tenant_id AND v.device_id = d.device_id AND v.hour = h.hour
  WHERE v.hour IS NULL
),
joined AS (
  SELECT
    d.*, b.* EXCEPT (tenant_id, building_id, hour, currency), b.currency AS hour_currency, m.hour,
    CASE d.meter_type
      WHEN 'interval' THEN m.energy_kwh WHEN 'register' THEN r.energy_kwh END AS energy_kwh,
    IFNULL(CASE d.meter_type
      WHEN 'interval' THEN m.energy_readings WHEN 'register' THEN r.known
      ELSE m.readings END, 0) AS known,
    IFNULL(IF(IFNULL(d.meter_type, '') = 'register', r.estimated, f.estimated), 0) AS estimated,
    IFNULL(f.suspect, 0) AS suspect,
    m.readings > 0 OR f.suspect IS NOT NULL OR r.hour IS NOT NULL AS reported,
    -- Intervals of the hour that lie in the device's life.
    GREATEST(
      0,
      LEAST((b.hour_number + 1) * d.intervals_per_hour, d.life_end)
      - GREATEST(b.hour_number * d.intervals_per_hour, d.life_start)) AS due,
    r.unattributed_kwh, r.resets, r.rollovers, r.gaps,
    m.power_kw_mean, m.power_kw_max, s.voltage_v_mean, s.current_a_mean, s.power_factor_mean,
    s.temperature_c_mean, s.humidity_pct_mean, s.occupancy_count_mean, s.occupancy_count_max
  FROM device_hours AS m
  JOIN devices AS d ON d.tenant_id = m.tenant_id AND d.device_id = m.device_id
  LEFT JOIN building_hours AS b
    ON b.tenant_id = d.tenant_id AND b.building_id = d.building_id AND b.hour = m.hour
  LEFT JOIN flagged AS f
    ON f.tenant_id = m.tenant_id AND f.device_id = m.device_id AND f.hour = m.hour
  LEFT JOIN hour_sensors AS s
    ON s.tenant_id = m.tenant_id AND s.device_id = m.device_id AND s.hour = m.hour
  LEFT JOIN register_hours AS r
    ON r.tenant_id = m.tenant_id AND r.device_id = m.device_id AND r.hour = m.hour
)
SELECT
  tenant_id, building_id, device_id, space_id, device_kind, appliance,
  hour AS ts, local_date, local_hour,
  energy_kwh,
  IF(known * 2 >= intervals_per_hour, energy_kwh * intervals_per_hour / known, NULL) AS mean_kw,
  unattributed_kwh,
  power_kw_mean, power_kw_max, voltage_v_mean, current_a_mean, power_factor_mean,
  temperature_c_mean, humidity_pct_mean, occupancy_count_mean, occupancy_count_max,
  temperature_c AS outdoor_temperature_c, humidity_pct AS outdoor_humidity_pct, irradiance_w_m2,
  price_per_kwh, energy_kwh * price_per_kwh AS cost, hour_currency AS currency,
  carbon_kg_per_kwh, energy_kwh * carbon_kg_per_kwh AS carbon_kg,
  GREATEST(due, known) AS expected_intervals,
  known AS known_intervals,
  LEAST(estimated, known) AS estimated_intervals,
  suspect AS suspect_intervals,
  SAFE_DIVIDE(known, GREATEST(due, known)) AS completeness,
  SAFE_DIVIDE(LEAST(estimated, known), known) AS estimated_share,
  IFNULL(resets, 0) AS resets, IFNULL(rollovers, 0) AS rollovers, IFNULL(gaps, 0) AS gaps
FROM joined
WHERE due > 0 OR reported;
