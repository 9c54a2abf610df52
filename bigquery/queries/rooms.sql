-- rooms: energy per bed of every space with beds over [@start_date, @end_date), up to @before, and the
-- median of its floor. A room without a meter, or without a reading, is there with no energy.
WITH
meters AS (
  SELECT
    h.space_id,
    SUM(h.energy_kwh) AS energy_kwh,
    SUM(h.expected_intervals) AS expected_intervals,
    SUM(h.known_intervals) AS known_intervals,
    SUM(h.estimated_intervals) AS estimated_intervals,
    SUM(h.suspect_intervals) AS suspect_intervals,
    COUNT(*) AS source_rows
  FROM powerlytics_analytics.analytics_hourly AS h
  WHERE h.tenant_id = @tenant_id
    AND (@all_buildings OR h.building_id IN UNNEST(@building_ids))
    AND h.device_kind = 'sub_meter'
    AND h.ts >= TIMESTAMP_SUB(TIMESTAMP(@start_date), INTERVAL 1 DAY)
    AND h.ts < TIMESTAMP_ADD(TIMESTAMP(@end_date), INTERVAL 1 DAY)
    AND h.ts < @before
    AND h.local_date >= @start_date AND h.local_date < @end_date
  GROUP BY h.space_id
),
rooms AS (
  SELECT
    s.building_id, s.space_id, s.name, s.kind, s.floor, s.beds, m.energy_kwh,
    SAFE_DIVIDE(m.energy_kwh, s.beds) AS kwh_per_bed,
    IFNULL(m.expected_intervals, 0) AS expected_intervals,
    IFNULL(m.known_intervals, 0) AS known_intervals,
    IFNULL(m.estimated_intervals, 0) AS estimated_intervals,
    IFNULL(m.suspect_intervals, 0) AS suspect_intervals,
    IFNULL(m.source_rows, 0) AS source_rows
  FROM powerlytics_raw.space_metadata AS s
  LEFT JOIN meters AS m ON m.space_id = s.space_id
  WHERE s.tenant_id = @tenant_id
    AND (@all_buildings OR s.building_id IN UNNEST(@building_ids))
    AND s.beds > 0
    AND s._fivetran_deleted IS NOT TRUE
)
SELECT
  *,
  PERCENTILE_CONT(kwh_per_bed, 0.5) OVER (PARTITION BY building_id, floor)
    AS floor_median_kwh_per_bed,
  SAFE_DIVIDE(known_intervals, expected_intervals) AS completeness,
  SAFE_DIVIDE(estimated_intervals, known_intervals) AS estimated_share
FROM rooms
ORDER BY building_id, floor, name, space_id
