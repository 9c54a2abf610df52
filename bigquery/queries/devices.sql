-- devices: meters and sensors, each with the zone of its building and its newest reading.
WITH
readings AS (
  SELECT device_id, MAX(last_reading_at) AS last_reading_at
  FROM powerlytics_analytics.data_quality_daily
  WHERE tenant_id = @tenant_id
    AND day >= DATE '2000-01-01'  -- the whole history: the table is small, a day and device a row
  GROUP BY device_id
)
SELECT
  d.device_id, d.building_id, d.space_id, d.parent_device_id, d.name, d.kind, d.appliance,
  d.meter_type, d.interval_minutes, d.rated_power_kw, d.manufacturer, d.model, d.serial_number,
  d.installed_at, d.removed_at, d.updated_at,
  IFNULL(b.timezone, 'UTC') AS timezone,
  r.last_reading_at
FROM powerlytics_raw.device_metadata AS d
LEFT JOIN powerlytics_raw.building_metadata AS b
  ON b.tenant_id = d.tenant_id AND b.building_id = d.building_id AND b._fivetran_deleted IS NOT TRUE
LEFT JOIN readings AS r ON r.device_id = d.device_id
WHERE d.tenant_id = @tenant_id
  AND (@all_buildings OR d.building_id IN UNNEST(@building_ids))
  AND d._fivetran_deleted IS NOT TRUE
ORDER BY d.device_id
