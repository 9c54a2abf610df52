-- Every building that stands.
SELECT tenant_id, building_id
FROM powerlytics_raw.building_metadata
WHERE _fivetran_deleted IS NOT TRUE
ORDER BY tenant_id, building_id;
