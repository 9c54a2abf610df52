-- quality_days: how complete each device was on each of its building's days.
SELECT
  q.device_id, q.building_id, d.name, d.kind, q.day,
  q.expected_intervals, q.known_intervals, q.estimated_intervals, q.suspect_intervals,
  q.rejected_readings, q.late_readings, q.corrections, q.max_lag_minutes, q.last_reading_at,
  q.completeness, q.estimated_share, q.quality_score
FROM powerlytics_analytics.data_quality_daily AS q
JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = q.tenant_id AND d.device_id = q.device_id
WHERE q.tenant_id = @tenant_id
  AND (@all_buildings OR q.building_id IN UNNEST(@building_ids))
  AND q.day >= @start_date AND q.day < @end_date
ORDER BY q.device_id, q.day
