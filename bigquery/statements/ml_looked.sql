-- By tenant up to which hour each kind of look has gone, when the last was, and how long it took.
SELECT
  tenant_id, JSON_VALUE(parameters, '$.look') AS look, data_to, started_at,
  CAST(JSON_VALUE(metrics, '$.seconds') AS FLOAT64) AS seconds
FROM powerlytics_analytics.model_runs
WHERE started_at >= @since AND kind = 'detect' AND status = 'done'
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY tenant_id, JSON_VALUE(parameters, '$.look')
  ORDER BY started_at DESC, run_id DESC) = 1;
