-- breakdown_total: where a building's energy goes over [@start_date, @end_date), up to @before: its
-- sub-meters, and what none of them saw. They sum to the main meters.
WITH
-- The hours of the main meters and of the sub-meters directly below them: a meter below another
-- sub-meter is part of that one already.
meters AS (
  SELECT
    h.building_id, h.device_id, h.device_kind, d.name, d.appliance, d.space_id, h.ts, h.local_date,
    h.energy_kwh, h.cost, h.currency, h.carbon_kg, h.expected_intervals, h.known_intervals,
    h.estimated_intervals, h.suspect_intervals,
    IFNULL(b.timezone, 'UTC') AS timezone
  FROM powerlytics_analytics.analytics_hourly AS h
  JOIN powerlytics_raw.device_metadata AS d
    ON d.tenant_id = h.tenant_id AND d.device_id = h.device_id
  JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = h.tenant_id AND b.building_id = h.building_id
  LEFT JOIN powerlytics_raw.device_metadata AS p
    ON p.tenant_id = d.tenant_id AND p.device_id = d.parent_device_id
  WHERE h.tenant_id = @tenant_id
    AND (@all_buildings OR h.building_id IN UNNEST(@building_ids))
    AND (
      h.device_kind = 'main_meter'
      OR (h.device_kind = 'sub_meter' AND IFNULL(p.kind, 'main_meter') = 'main_meter'))
    AND h.ts >= TIMESTAMP_SUB(TIMESTAMP(@start_date), INTERVAL 1 DAY)
    AND h.ts < TIMESTAMP_ADD(TIMESTAMP(@end_date), INTERVAL 1 DAY)
    AND h.ts < @before
    AND h.local_date >= @start_date AND h.local_date < @end_date
),
parts AS (
  SELECT
    building_id, device_kind, device_id,
    ANY_VALUE(name) AS name, ANY_VALUE(appliance) AS appliance, ANY_VALUE(space_id) AS space_id,
    SUM(energy_kwh) AS energy_kwh, SUM(cost) AS cost, MAX(currency) AS currency,
    SUM(carbon_kg) AS carbon_kg,
    SUM(expected_intervals) AS expected_intervals, SUM(known_intervals) AS known_intervals,
    SUM(estimated_intervals) AS estimated_intervals, SUM(suspect_intervals) AS suspect_intervals,
    COUNT(*) AS source_rows
  FROM meters
  GROUP BY building_id, device_kind, device_id
),
-- Unknown where the main meters or any sub-meter are: a difference of unknowns is no number.
rest AS (
  SELECT
    building_id,
    IF(
      COUNTIF(energy_kwh IS NULL) = 0 AND COUNTIF(device_kind = 'main_meter') > 0,
      SUM(IF(device_kind = 'main_meter', energy_kwh, -energy_kwh)), NULL) AS energy_kwh,
    IF(
      COUNTIF(cost IS NULL) = 0 AND COUNTIF(device_kind = 'main_meter') > 0,
      SUM(IF(device_kind = 'main_meter', cost, -cost)), NULL) AS cost,
    MAX(currency) AS currency,
    IF(
      COUNTIF(carbon_kg IS NULL) = 0 AND COUNTIF(device_kind = 'main_meter') > 0,
      SUM(IF(device_kind = 'main_meter', carbon_kg, -carbon_kg)), NULL) AS carbon_kg,
    SUM(expected_intervals) AS expected_intervals, SUM(known_intervals) AS known_intervals,
    SUM(estimated_intervals) AS estimated_intervals, SUM(suspect_intervals) AS suspect_intervals,
    SUM(source_rows) AS source_rows
  FROM parts
  GROUP BY building_id
),
layers AS (
  SELECT
    building_id, device_id, name, appliance, space_id, energy_kwh, cost, currency, carbon_kg,
    expected_intervals, known_intervals, estimated_intervals, suspect_intervals, source_rows
  FROM parts
  WHERE device_kind = 'sub_meter'
  UNION ALL
  SELECT
    building_id, CAST(NULL AS STRING), 'Unmetered', 'unmetered', CAST(NULL AS STRING), energy_kwh,
    cost, currency, carbon_kg, expected_intervals, known_intervals, estimated_intervals,
    suspect_intervals, source_rows
  FROM rest
)
SELECT
  *,
  SAFE_DIVIDE(known_intervals, expected_intervals) AS completeness,
  SAFE_DIVIDE(estimated_intervals, known_intervals) AS estimated_share
FROM layers
ORDER BY building_id, IFNULL(device_id, '~')
