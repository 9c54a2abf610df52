-- advice_devices: the meters of buildings: the main ones and those directly below them. A meter below
-- another sub-meter is part of that one already.
SELECT
  d.building_id, d.device_id, IFNULL(d.name, d.device_id) AS name, d.kind, d.appliance,
  d.rated_power_kw
FROM powerlytics_raw.device_metadata AS d
LEFT JOIN powerlytics_raw.device_metadata AS p
  ON p.tenant_id = d.tenant_id AND p.device_id = d.parent_device_id
WHERE d.tenant_id = @tenant_id
  AND (@all_buildings OR d.building_id IN UNNEST(@building_ids))
  AND d._fivetran_deleted IS NOT TRUE
  AND (
    d.kind = 'main_meter'
    OR (d.kind = 'sub_meter' AND IFNULL(p.kind, 'main_meter') = 'main_meter'))
ORDER BY d.building_id, d.device_id
