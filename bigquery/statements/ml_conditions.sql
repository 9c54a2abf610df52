-- What each hour of [@start, @end) was like in a building: price, carbon and weather, the same for
-- all its meters, and the people that its sensors counted.
SELECT
  tenant_id, building_id, ts,
  MAX(price_per_kwh) AS price_per_kwh,
  MAX(currency) AS currency,
  MAX(carbon_kg_per_kwh) AS carbon_kg_per_kwh,
  MAX(outdoor_temperature_c) AS outdoor_temperature_c,
  MAX(outdoor_humidity_pct) AS outdoor_humidity_pct,
  MAX(irradiance_w_m2) AS irradiance_w_m2,
  SUM(occupancy_count_mean) AS occupancy_count
FROM powerlytics_analytics.analytics_hourly
WHERE ts >= @start AND ts < @end AND building_id IS NOT NULL
GROUP BY tenant_id, building_id, ts;
