-- agreed_capacity: the power agreed for all buildings together; unknown while one has none. One row.
SELECT
  IF(COUNT(agreed_capacity_kw) = COUNT(*), SUM(agreed_capacity_kw), NULL) AS agreed_capacity_kw,
  SAFE_DIVIDE(COUNT(agreed_capacity_kw), COUNT(*)) AS completeness,
  COUNT(*) AS source_rows
FROM powerlytics_raw.building_metadata
WHERE tenant_id = @tenant_id
  AND (@all_buildings OR building_id IN UNNEST(@building_ids))
  AND _fivetran_deleted IS NOT TRUE
