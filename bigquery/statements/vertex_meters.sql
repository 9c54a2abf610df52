-- What Vertex forecasts in a batch: a row a meter, its hourly energy up to @as_of as text.
-- An empty value is a missing hour, never 0; 120 days are more than a forecast goes by.
WITH
meters AS (  -- every main meter and sub-meter that still stands, and whose clock it follows
  SELECT
    d.tenant_id,
    d.building_id,
    d.device_id,
    IFNULL(b.timezone, 'UTC') AS timezone,
    b.country,
    b.subdivision
  FROM powerlytics_raw.device_metadata AS d
  LEFT JOIN powerlytics_raw.building_metadata AS b
    ON b.tenant_id = d.tenant_id AND b.building_id = d.building_id AND b._fivetran_deleted IS NOT TRUE
  WHERE d.kind IN ('main_meter', 'sub_meter')
    AND d._fivetran_deleted IS NOT TRUE
    AND (d.removed_at IS NULL OR d.removed_at > @as_of)
),
hours AS (  -- every hour of the span from the meter's first one on, wholly known or NULL
  SELECT m.*, hour, h.energy_kwh
  FROM meters AS m
  JOIN (
    SELECT tenant_id, device_id, MIN(ts) AS first_hour
    FROM powerlytics_analytics.ml_features
    WHERE ts >= TIMESTAMP_SUB(@as_of, INTERVAL 120 DAY) AND ts < @as_of
      AND energy_kwh IS NOT NULL
    GROUP BY tenant_id, device_id
  ) AS f
    ON f.tenant_id = m.tenant_id AND f.device_id = m.device_id
  CROSS JOIN UNNEST(
    GENERATE_TIMESTAMP_ARRAY(f.first_hour, TIMESTAMP_SUB(@as_of, INTERVAL 1 HOUR), INTERVAL 1 HOUR)
  ) AS hour
  LEFT JOIN powerlytics_analytics.ml_features AS h
    ON h.tenant_id = m.tenant_id AND h.device_id = m.device_id AND h.ts = hour
      AND h.ts >= TIMESTAMP_SUB(@as_of, INTERVAL 120 DAY) AND h.ts < @as_of
)
SELECT
  tenant_id,
  building_id,
  device_id,
  CONCAT(tenant_id, '/', device_id) AS meter,
  timezone,
  country,
  subdivision,
  DIV(UNIX_SECONDS(MIN(hour)), 3600) AS start_hour,
  STRING_AGG(IFNULL(FORMAT('%.6g', energy_kwh), ''), ',' ORDER BY hour) AS energy_kwh
FROM hours
GROUP BY tenant_id, building_id, device_id, timezone, country, subdivision
