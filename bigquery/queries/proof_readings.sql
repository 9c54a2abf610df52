-- proof_readings: the newest current readings behind a number, with revision and quality: of one
-- device, or with @device_id '' of the scope's main meters.
SELECT
  r.device_id, r.ts, r.revision, r.energy_kwh, r.register_kwh, r.power_kw, r.quality,
  r.quality_reason, r.source, r.received_at
FROM powerlytics_raw.raw_readings AS r
JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = r.tenant_id AND d.device_id = r.device_id
WHERE r.tenant_id = @tenant_id
  AND (@all_buildings OR d.building_id IN UNNEST(@building_ids))
  AND r.ts >= @start AND r.ts < @end
  AND (r.device_id = @device_id OR (@device_id = '' AND d.kind = 'main_meter'))
  AND r._fivetran_deleted IS NOT TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY r.device_id, r.ts ORDER BY r.revision DESC) = 1
  AND DENSE_RANK() OVER (ORDER BY r.ts DESC, r.device_id) <= @row_limit
ORDER BY r.ts DESC, r.device_id
