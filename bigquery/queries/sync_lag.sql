-- sync_lag: how all connections together are doing, over all tenants and naming none: the worst lag,
-- how many connections' newest finished sync succeeded or failed, rows. For /metrics. One row.
WITH
runs AS (
  SELECT
    tenant_id, connection, status, rows_upserted, rows_updated, rows_deleted, rows_rejected,
    IF(status = 'succeeded', lag_seconds, NULL) AS lag_seconds,
    ROW_NUMBER() OVER (
      PARTITION BY tenant_id, connection
      ORDER BY IF(status = 'succeeded', 0, 1), finished_at DESC, shard) AS place,
    ROW_NUMBER() OVER (
      PARTITION BY tenant_id, connection
      ORDER BY IF(status = 'running', 1, 0), finished_at DESC, shard) AS newest
  FROM powerlytics_raw.sync_log
)
SELECT
  MAX(IF(place = 1, lag_seconds, NULL)) AS lag_seconds,
  COUNTIF(newest = 1 AND status = 'succeeded') AS succeeded,
  COUNTIF(newest = 1 AND status = 'failed') AS failed,
  SUM(rows_upserted) AS rows_upserted,
  SUM(rows_updated) AS rows_updated,
  SUM(rows_deleted) AS rows_deleted,
  SUM(rows_rejected) AS rows_rejected
FROM runs
