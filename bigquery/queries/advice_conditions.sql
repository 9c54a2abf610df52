-- advice_conditions: what each hour of the local days [@start_date, @end_date) was like in a building:
-- its clock, holiday, price, carbon intensity, outdoor temperature and people. One row an hour.
WITH
-- Holidays of each building's country and, where it has one, subdivision.
closed_days AS (
  SELECT DISTINCT b.building_id, h.day
  FROM powerlytics_raw.building_metadata AS b
  JOIN powerlytics_analytics.holidays AS h
    ON h.tenant_id = b.tenant_id AND h.country = b.country
    AND h.subdivision IN ('', IFNULL(b.subdivision, ''))
  WHERE b.tenant_id = @tenant_id
    AND (@all_buildings OR b.building_id IN UNNEST(@building_ids))
),
-- Every device of a building carries the same price, carbon and weather; its sensors count people.
hours AS (
  SELECT
    building_id, ts, local_date, local_hour,
    MAX(price_per_kwh) AS price_per_kwh,
    MAX(currency) AS currency,
    MAX(carbon_kg_per_kwh) AS carbon_kg_per_kwh,
    MAX(outdoor_temperature_c) AS outdoor_temperature_c,
    SUM(occupancy_count_mean) AS occupancy_count
  FROM powerlytics_analytics.analytics_hourly
  WHERE tenant_id = @tenant_id
    AND (@all_buildings OR building_id IN UNNEST(@building_ids))
    AND ts >= TIMESTAMP_SUB(TIMESTAMP(@start_date), INTERVAL 1 DAY)
    AND ts < TIMESTAMP_ADD(TIMESTAMP(@end_date), INTERVAL 1 DAY)
    AND local_date >= @start_date AND local_date < @end_date
  GROUP BY building_id, ts, local_date, local_hour
)
SELECT
  h.building_id, h.ts, h.local_date, h.local_hour, c.day IS NOT NULL AS is_holiday,
  h.price_per_kwh, h.currency, h.carbon_kg_per_kwh, h.outdoor_temperature_c, h.occupancy_count
FROM hours AS h
LEFT JOIN closed_days AS c ON c.building_id = h.building_id AND c.day = h.local_date
ORDER BY h.building_id, h.ts
