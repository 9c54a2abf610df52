-- device_readings: what one device reported, current revisions only.
SELECT
  r.ts, r.revision, r.energy_kwh, r.register_kwh, r.power_kw, r.voltage_v, r.current_a,
  r.power_factor, r.temperature_c, r.humidity_pct, r.occupancy_count, r.quality,
  r.quality_reason, r.source, r.received_at
FROM powerlytics_raw.raw_readings AS r
JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = r.tenant_id AND d.device_id = r.device_id
WHERE r.tenant_id = @tenant_id
  AND (@all_buildings OR d.building_id IN UNNEST(@building_ids))
  AND r.device_id = @device_id
  AND r.ts >= @start AND r.ts < @end
  AND r._fivetran_deleted IS NOT TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY r.ts ORDER BY r.revision DESC) = 1
ORDER BY r.ts
