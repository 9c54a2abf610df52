-- device_series: one device by hour, or by local day of its building. Means are over the hours.
WITH
hours AS (
  SELECT
    a.*,
    IF(@resolution = 'hour', a.ts, TIMESTAMP(a.local_date, IFNULL(b.timezone, 'UTC'))) AS bucket
  FROM powerlytics_analytics.analytics_hourly AS a
  LEFT JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = a.tenant_id AND b.building_id = a.building_id
  WHERE a.tenant_id = @tenant_id
    AND (@all_buildings OR a.building_id IN UNNEST(@building_ids))
    AND a.device_id = @device_id
    AND a.ts >= @start AND a.ts < @end
)
SELECT
  h.bucket AS ts,
  SUM(h.energy_kwh) AS energy_kwh,
  SUM(h.unattributed_kwh) AS unattributed_kwh,
  AVG(h.power_kw_mean) AS power_kw_mean,
  MAX(h.power_kw_max) AS power_kw_max,
  AVG(h.voltage_v_mean) AS voltage_v_mean,
  AVG(h.current_a_mean) AS current_a_mean,
  AVG(h.power_factor_mean) AS power_factor_mean,
  AVG(h.temperature_c_mean) AS temperature_c_mean,
  AVG(h.humidity_pct_mean) AS humidity_pct_mean,
  AVG(h.occupancy_count_mean) AS occupancy_count_mean,
  SUM(h.cost) AS cost,
  MAX(h.currency) AS currency,
  SUM(h.carbon_kg) AS carbon_kg,
  SUM(h.expected_intervals) AS expected_intervals,
  SUM(h.known_intervals) AS known_intervals,
  SUM(h.estimated_intervals) AS estimated_intervals,
  SUM(h.suspect_intervals) AS suspect_intervals,
  SAFE_DIVIDE(SUM(h.known_intervals), SUM(h.expected_intervals)) AS completeness,
  SAFE_DIVIDE(SUM(h.estimated_intervals), SUM(h.known_intervals)) AS estimated_share,
  COUNT(*) AS source_rows
FROM hours AS h
GROUP BY h.bucket
ORDER BY h.bucket
