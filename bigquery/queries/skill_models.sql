-- skill_models: each model's skill over the meters of the scope as last measured since @since, of
-- its version @serving where that was measured: means, the tenth of the meters whose interval held
-- least, and the share that the naive forecast loses to.
WITH
newest AS (
  SELECT *
  FROM powerlytics_analytics.forecast_skill
  WHERE tenant_id = @tenant_id
    AND (@all_buildings OR building_id IN UNNEST(@building_ids))
    AND computed_at >= @since
    AND device_id IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY device_id, model, basis, horizon_hours
    ORDER BY version = @serving DESC, computed_at DESC, version DESC) = 1
),
scored AS (
  SELECT
    *,
    PERCENTILE_CONT(coverage80, 0.1) OVER (PARTITION BY model, version, basis, horizon_hours)
      AS lowest_coverage80
  FROM newest
  WHERE mase IS NOT NULL
)
SELECT
  model, version, basis, horizon_hours,
  MAX(computed_at) AS computed_at,
  MIN(first_origin) AS first_origin,
  MAX(last_origin) AS last_origin,
  MAX(origins) AS origins,
  COUNT(*) AS meters,
  AVG(mase) AS mase,
  AVG(wql) AS wql,
  AVG(coverage80) AS coverage80,
  MAX(lowest_coverage80) AS coverage80_p10,
  AVG(naive_mase) AS naive_mase,
  AVG(naive_wql) AS naive_wql,
  AVG(naive_coverage80) AS naive_coverage80,
  AVG(IF(mase < naive_mase, 1.0, 0.0)) AS better_than_naive,
  SUM(hours) AS source_rows
FROM scored
GROUP BY model, version, basis, horizon_hours
ORDER BY model, version, basis, horizon_hours
