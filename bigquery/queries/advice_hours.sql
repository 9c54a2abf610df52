-- advice_hours: energy of each main and sub-meter in each hour of the local days
-- [@start_date, @end_date). An hour that is not wholly known carries no recommendation: NULL; nor
-- does the hour under way, which may have all that was due so far.
SELECT
  h.building_id, h.device_id, h.ts,
  IF(
    h.completeness >= 1 AND h.known_intervals >= DIV(60, IFNULL(d.interval_minutes, 60)),
    h.energy_kwh, NULL) AS energy_kwh
FROM powerlytics_analytics.analytics_hourly AS h
LEFT JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = h.tenant_id AND d.device_id = h.device_id
WHERE h.tenant_id = @tenant_id
  AND (@all_buildings OR h.building_id IN UNNEST(@building_ids))
  AND h.device_kind IN ('main_meter', 'sub_meter')
  AND h.ts >= TIMESTAMP_SUB(TIMESTAMP(@start_date), INTERVAL 1 DAY)
  AND h.ts < TIMESTAMP_ADD(TIMESTAMP(@end_date), INTERVAL 1 DAY)
  AND h.local_date >= @start_date AND h.local_date < @end_date
ORDER BY h.building_id, h.device_id, h.ts
