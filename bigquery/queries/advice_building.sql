-- advice_building: what a building's recommendations need to know of it.
SELECT
  b.tenant_id, b.building_id, IFNULL(b.name, b.building_id) AS name, b.kind,
  IFNULL(b.timezone, 'UTC') AS timezone, b.currency, b.floor_area_m2, b.agreed_capacity_kw
FROM powerlytics_raw.building_metadata AS b
WHERE b.tenant_id = @tenant_id
  AND (@all_buildings OR b.building_id IN UNNEST(@building_ids))
  AND b._fivetran_deleted IS NOT TRUE
ORDER BY b.building_id
