-- Up to which hour each tenant was last forecast, where that was by @version; also where nothing
-- could be issued.
SELECT tenant_id, issued_at
FROM (
  SELECT tenant_id, data_to AS issued_at, version
  FROM powerlytics_analytics.model_runs
  WHERE started_at >= @since AND kind = 'forecast' AND status = 'done'
  QUALIFY ROW_NUMBER() OVER (PARTITION BY tenant_id ORDER BY finished_at DESC, run_id DESC) = 1
) AS newest
WHERE version = @version;
