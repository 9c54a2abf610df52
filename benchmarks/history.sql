-- A long history, made inside DuckDB (this file is DuckDB's SQL: it fills a file for benchmarks, it is
-- no query of the warehouse). $devices five-minute meters, every tenth a main meter, over $days days up
-- to $end_at; rows arrive in the order of time, as a sync lands them.
INSERT INTO powerlytics_raw.building_metadata BY NAME
SELECT
  'northgate' AS tenant_id, 'Northgate' AS tenant_name, 'northgate-b' || b AS building_id,
  'Building ' || b AS name, 'office' AS kind, 'IE' AS country, 'Europe/Dublin' AS timezone,
  'EUR' AS currency, 1000.0 AS floor_area_m2, 500.0 AS agreed_capacity_kw,
  $end_at::TIMESTAMPTZ AS updated_at, $end_at::TIMESTAMPTZ AS _fivetran_synced,
  FALSE AS _fivetran_deleted
FROM range(($devices::BIGINT + 9) // 10) AS r(b);

INSERT INTO powerlytics_raw.device_metadata BY NAME
SELECT
  'northgate' AS tenant_id, 'northgate-b' || (d // 10) || '-m' || (d % 10) AS device_id,
  'northgate-b' || (d // 10) AS building_id, 'Meter ' || d AS name,
  IF(d % 10 = 0, 'main_meter', 'sub_meter') AS kind,
  IF(d % 10 = 0, NULL, 'northgate-b' || (d // 10) || '-m0') AS parent_device_id,
  IF(d % 10 = 0, NULL, ['hvac', 'lighting', 'plug'][1 + d % 3]) AS appliance,
  'interval' AS meter_type, 5 AS interval_minutes, 100.0 AS rated_power_kw,
  $end_at::TIMESTAMPTZ - to_days($days::INT) AS installed_at, $end_at::TIMESTAMPTZ AS updated_at,
  $end_at::TIMESTAMPTZ AS _fivetran_synced, FALSE AS _fivetran_deleted
FROM range($devices::BIGINT) AS r(d);

INSERT INTO powerlytics_raw.raw_readings BY NAME
SELECT
  'northgate' AS tenant_id,
  'northgate-b' || ((i % $devices) // 10) || '-m' || ((i % $devices) % 10) AS device_id,
  $end_at::TIMESTAMPTZ - to_days($days::INT) + to_minutes(5 * (i // $devices)) AS ts,
  0 AS revision,
  (1 + i % 7) / 12.0 * (1.5 + sin((i // $devices) * 0.0218)) AS energy_kwh,
  'metered' AS quality, 'meter' AS source,
  $end_at::TIMESTAMPTZ - to_days($days::INT) + to_minutes(5 * (i // $devices) + 7) AS received_at,
  $end_at::TIMESTAMPTZ - to_days($days::INT) + to_minutes(5 * (i // $devices) + 7) AS updated_at,
  $end_at::TIMESTAMPTZ AS _fivetran_synced, FALSE AS _fivetran_deleted
FROM range($devices::BIGINT * $days::BIGINT * 288) AS r(i);

INSERT INTO powerlytics_analytics.analytics_hourly BY NAME
SELECT
  'northgate' AS tenant_id, 'northgate-b' || (d // 10) AS building_id,
  'northgate-b' || (d // 10) || '-m' || (d % 10) AS device_id,
  IF(d % 10 = 0, 'main_meter', 'sub_meter') AS device_kind, ts,
  (ts AT TIME ZONE 'Europe/Dublin')::DATE AS local_date,
  hour(ts AT TIME ZONE 'Europe/Dublin') AS local_hour, kwh AS energy_kwh, kwh AS mean_kw,
  8.0 AS outdoor_temperature_c, 0.25 AS price_per_kwh, kwh * 0.25 AS cost, 'EUR' AS currency,
  0.3 AS carbon_kg_per_kwh, kwh * 0.3 AS carbon_kg, 12 AS expected_intervals,
  12 AS known_intervals, 0 AS estimated_intervals, 0 AS suspect_intervals, 1.0 AS completeness,
  0.0 AS estimated_share, 0 AS resets, 0 AS rollovers, 0 AS gaps
FROM (
  SELECT
    i % $devices AS d,
    $end_at::TIMESTAMPTZ - to_days($days::INT) + to_hours((i // $devices)::INT) AS ts,
    (1 + i % 7) * (1.5 + sin((i // $devices) * 0.2618)) AS kwh
  FROM range($devices::BIGINT * $days::BIGINT * 24) AS r(i)
);

INSERT INTO powerlytics_analytics.data_quality_daily BY NAME
SELECT
  tenant_id, building_id, device_id, local_date AS day,
  sum(expected_intervals)::BIGINT AS expected_intervals,
  sum(known_intervals)::BIGINT AS known_intervals, 0 AS estimated_intervals,
  0 AS suspect_intervals, 0 AS rejected_readings, 0 AS late_readings, 0 AS corrections,
  7.0 AS max_lag_minutes, max(ts) + to_minutes(55) AS last_reading_at, 1.0 AS completeness,
  0.0 AS estimated_share, 100.0 AS quality_score
FROM powerlytics_analytics.analytics_hourly
GROUP BY ALL;
