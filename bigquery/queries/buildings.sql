-- buildings: what the source says of each building, with how many devices and spaces it has.
WITH
devices AS (
  SELECT building_id, COUNT(*) AS device_count
  FROM powerlytics_raw.device_metadata
  WHERE tenant_id = @tenant_id AND _fivetran_deleted IS NOT TRUE
  GROUP BY building_id
),
spaces AS (
  SELECT building_id, COUNT(*) AS space_count
  FROM powerlytics_raw.space_metadata
  WHERE tenant_id = @tenant_id AND _fivetran_deleted IS NOT TRUE
  GROUP BY building_id
)
SELECT
  b.tenant_id, b.tenant_name, b.building_id, IFNULL(b.name, b.building_id) AS name, b.kind,
  b.country, b.subdivision, b.city, IFNULL(b.timezone, 'UTC') AS timezone, b.currency,
  b.latitude, b.longitude, b.floor_area_m2, b.built_year, b.beds, b.agreed_capacity_kw,
  b.weather_station_id, b.grid_region, b.tariff_id, b.updated_at,
  IFNULL(d.device_count, 0) AS device_count,
  IFNULL(s.space_count, 0) AS space_count
FROM powerlytics_raw.building_metadata AS b
LEFT JOIN devices AS d ON d.building_id = b.building_id
LEFT JOIN spaces AS s ON s.building_id = b.building_id
WHERE b.tenant_id = @tenant_id
  AND (@all_buildings OR b.building_id IN UNNEST(@building_ids))
  AND b._fivetran_deleted IS NOT TRUE
ORDER BY b.building_id
