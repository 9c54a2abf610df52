-- Every meter that stands, with the clock and the holidays of its building.
SELECT
  d.tenant_id, d.device_id, d.building_id, d.kind, d.parent_device_id,
  IFNULL(b.timezone, 'UTC') AS timezone, b.country, b.subdivision
FROM powerlytics_raw.device_metadata AS d
LEFT JOIN powerlytics_raw.building_metadata AS b
  ON b.tenant_id = d.tenant_id AND b.building_id = d.building_id AND b._fivetran_deleted IS NOT TRUE
WHERE d.kind IN ('main_meter', 'sub_meter')
  AND d._fivetran_deleted IS NOT TRUE
  AND (d.removed_at IS NULL OR d.removed_at > @as_of)
ORDER BY d.tenant_id, d.device_id;
