-- looked_until: up to which hour the tenant's readings have been looked at for incidents; NULL:
-- never. Always one row. Needs no building scope.
SELECT MAX(data_to) AS looked_until
FROM powerlytics_analytics.model_runs
WHERE tenant_id = @tenant_id
  AND kind = 'detect'
  AND status = 'done'
  AND started_at >= @since
