-- spaces: rooms and other parts of the buildings.
SELECT space_id, building_id, name, kind, floor, beds, area_m2, updated_at
FROM powerlytics_raw.space_metadata
WHERE tenant_id = @tenant_id
  AND (@all_buildings OR building_id IN UNNEST(@building_ids))
  AND _fivetran_deleted IS NOT TRUE
ORDER BY building_id, space_id
