-- live_power: each building's load in the newest interval for which a main meter reported.
WITH
-- The current revision of each reading of the main meters.
readings AS (
  SELECT
    d.building_id, d.device_id, r.ts, d.meter_type, d.interval_minutes,
    COALESCE(r.power_kw, SAFE_DIVIDE(r.energy_kwh * 60, d.interval_minutes)) AS kw
  FROM powerlytics_raw.raw_readings AS r
  JOIN powerlytics_raw.device_metadata AS d
    ON d.tenant_id = r.tenant_id AND d.device_id = r.device_id
  WHERE r.tenant_id = @tenant_id
    AND (@all_buildings OR d.building_id IN UNNEST(@building_ids))
    AND r.ts >= @start
    AND d.kind = 'main_meter'
    AND d._fivetran_deleted IS NOT TRUE
    AND r._fivetran_deleted IS NOT TRUE
    AND IFNULL(r.quality, '') != 'suspect_range'
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY r.device_id, r.ts ORDER BY r.revision DESC) = 1
),
newest AS (
  SELECT *
  FROM readings
  WHERE kw IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY device_id ORDER BY ts DESC) = 1
)
SELECT
  building_id,
  MAX(TIMESTAMP_ADD(
    ts, INTERVAL IF(meter_type = 'register', 0, IFNULL(interval_minutes, 0)) MINUTE)) AS ts,
  SUM(kw) AS kw,
  COUNT(*) AS meters
FROM newest
GROUP BY building_id
ORDER BY building_id
