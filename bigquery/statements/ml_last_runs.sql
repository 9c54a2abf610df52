-- When each kind of run was last done and when it last failed, by which version, and whether the
-- newest watch saw a drift.
SELECT
  kind, status, version, started_at, JSON_VALUE(metrics, '$.drifted') = 'true' AS drifted
FROM powerlytics_analytics.model_runs
WHERE started_at >= @since
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY kind, status = 'failed' ORDER BY started_at DESC, run_id DESC) = 1;
