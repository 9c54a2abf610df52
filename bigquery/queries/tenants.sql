-- tenants: the tenant itself, with how many buildings and devices it has.
SELECT
  b.tenant_id,
  MIN(b.tenant_name) AS name,
  COUNT(DISTINCT b.building_id) AS buildings,
  COUNT(DISTINCT d.device_id) AS devices
FROM powerlytics_raw.building_metadata AS b
LEFT JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = b.tenant_id AND d.building_id = b.building_id AND d._fivetran_deleted IS NOT TRUE
WHERE b.tenant_id = @tenant_id AND b._fivetran_deleted IS NOT TRUE
GROUP BY b.tenant_id
