-- quality_devices: how complete each device was over a span of its building's days.
SELECT
  device_id,
  SUM(expected_intervals) AS expected_intervals,
  SUM(known_intervals) AS known_intervals,
  SUM(estimated_intervals) AS estimated_intervals,
  SUM(suspect_intervals) AS suspect_intervals,
  SUM(rejected_readings) AS rejected_readings,
  SUM(late_readings) AS late_readings,
  SUM(corrections) AS corrections,
  SAFE_DIVIDE(SUM(known_intervals), SUM(expected_intervals)) AS completeness,
  SAFE_DIVIDE(SUM(estimated_intervals), SUM(known_intervals)) AS estimated_share,
  COUNT(*) AS source_rows
FROM powerlytics_analytics.data_quality_daily
WHERE tenant_id = @tenant_id
  AND (@all_buildings OR building_id IN UNNEST(@building_ids))
  AND day >= @start_date AND day < @end_date
GROUP BY device_id
ORDER BY device_id
