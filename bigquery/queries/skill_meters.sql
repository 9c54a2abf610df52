-- skill_meters: how good the forecasts of each meter (and of each building as a whole, device_id
-- NULL) were when last measured since @since, a row a model, basis and horizon, of the model's
-- version @serving where that was measured; or why it has none.
SELECT
  s.building_id, s.device_id, d.name, s.model, s.version, s.basis, s.horizon_hours, s.computed_at,
  s.first_origin, s.last_origin, s.origins, s.hours, s.mase, s.wql, s.coverage80, s.naive_mase,
  s.naive_wql, s.naive_coverage80, s.reason,
  s.hours AS source_rows
FROM powerlytics_analytics.forecast_skill AS s
LEFT JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = s.tenant_id AND d.device_id = s.device_id
WHERE s.tenant_id = @tenant_id
  AND (@all_buildings OR s.building_id IN UNNEST(@building_ids))
  AND s.computed_at >= @since
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY s.building_id, s.device_id, s.model, s.basis, s.horizon_hours
  ORDER BY s.version = @serving DESC, s.computed_at DESC, s.version DESC) = 1
ORDER BY s.building_id, s.device_id, s.model, s.basis, s.horizon_hours
