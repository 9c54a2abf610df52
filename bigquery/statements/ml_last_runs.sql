-- When each kind of run was last done.
SELECT kind, MAX(started_at) AS started_at
FROM powerlytics_analytics.model_runs
WHERE started_at >= @since AND status != 'failed'
GROUP BY kind;
