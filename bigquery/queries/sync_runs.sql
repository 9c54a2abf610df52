-- sync_runs: the connector's runs, newest first.
SELECT
  sync_id, connection, shard, status, started_at, finished_at, duration_seconds, lag_seconds,
  rows_upserted, rows_updated, rows_deleted, rows_rejected, checkpoints, retries, error
FROM powerlytics_raw.sync_log
WHERE tenant_id = @tenant_id
QUALIFY ROW_NUMBER() OVER (ORDER BY started_at DESC, sync_id DESC, shard DESC) <= @row_limit
ORDER BY started_at DESC, sync_id DESC, shard DESC
