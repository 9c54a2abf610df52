-- sync_lag: every connection's lag and rows, over all tenants. For /metrics, never for a tenant.
WITH
runs AS (
  SELECT
    tenant_id, connection, rows_upserted, rows_updated, rows_deleted, rows_rejected, lag_seconds,
    ROW_NUMBER() OVER (
      PARTITION BY tenant_id, connection
      ORDER BY IF(status = 'succeeded', 0, 1), finished_at DESC, shard) AS place,
    status
  FROM powerlytics_raw.sync_log
)
SELECT
  tenant_id,
  connection,
  MAX(IF(place = 1 AND status = 'succeeded', lag_seconds, NULL)) AS lag_seconds,
  SUM(rows_upserted) AS rows_upserted,
  SUM(rows_updated) AS rows_updated,
  SUM(rows_deleted) AS rows_deleted,
  SUM(rows_rejected) AS rows_rejected
FROM runs
GROUP BY tenant_id, connection
ORDER BY tenant_id, connection
