-- rejections: readings that could not be used, by reason, the most frequent first. A row whose device
-- is unknown belongs to no building: only who may see every building sees it.
SELECT
  r.reason,
  COUNT(*) AS rejected,
  MAX(r.rejected_at) AS last_at,
  MIN(r.detail) AS example
FROM powerlytics_raw.rejected_readings AS r
LEFT JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = r.tenant_id AND d.device_id = r.device_id
WHERE r.tenant_id = @tenant_id
  AND r._fivetran_deleted IS NOT TRUE
  AND r.rejected_at >= @start AND r.rejected_at < @end
  AND (@all_buildings OR d.building_id IN UNNEST(@building_ids))
GROUP BY r.reason
ORDER BY rejected DESC, r.reason
