-- When each kind of run was last done, and whether the newest watch saw a drift.
SELECT
  kind, status, started_at, JSON_VALUE(metrics, '$.drifted') = 'true' AS drifted
FROM powerlytics_analytics.model_runs
WHERE started_at >= @since AND status != 'failed'
QUALIFY ROW_NUMBER() OVER (PARTITION BY kind ORDER BY started_at DESC, run_id DESC) = 1;
