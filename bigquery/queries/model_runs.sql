-- model_runs: runs of @kinds (train, promote, drift, forecast, detect and so on) that came out other
-- than @not_statuses (failed), newest first: the tenant's own and those done for all tenants
-- together. Needs no building scope.
SELECT
  run_id, tenant_id = '' AS shared, kind, model, version, status, started_at, finished_at,
  data_from, data_to, parameters, code_version, metrics, note
FROM powerlytics_analytics.model_runs
WHERE tenant_id IN (@tenant_id, '')
  AND started_at >= @since
  AND kind IN UNNEST(@kinds)
  AND status NOT IN UNNEST(@not_statuses)
QUALIFY ROW_NUMBER() OVER (ORDER BY started_at DESC, run_id DESC) <= @row_limit
ORDER BY started_at DESC, run_id DESC
