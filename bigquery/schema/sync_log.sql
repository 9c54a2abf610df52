CREATE TABLE IF NOT EXISTS powerlytics_raw.sync_log (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  sync_id STRING NOT NULL OPTIONS (description = "Names the run."),
  connection STRING OPTIONS (description = "Connection that ran."),
  shard INT64 OPTIONS (description = "Shard of the connection, from 0."),
  started_at TIMESTAMP OPTIONS (description = "Start, UTC."),
  finished_at TIMESTAMP OPTIONS (description = "End, UTC; NULL while running."),
  status STRING OPTIONS (description = "running, succeeded or failed."),
  rows_upserted INT64 OPTIONS (description = "Rows upserted."),
  rows_updated INT64 OPTIONS (description = "Rows updated."),
  rows_deleted INT64 OPTIONS (description = "Rows marked deleted."),
  rows_rejected INT64 OPTIONS (description = "Rows put into rejected_readings."),
  checkpoints INT64 OPTIONS (description = "Checkpoints made durable."),
  retries INT64 OPTIONS (description = "Requests tried again."),
  lag_seconds FLOAT64 OPTIONS (description = "Age of the newest reading when the run ended, seconds."),
  duration_seconds FLOAT64 OPTIONS (description = "Length of the run, seconds."),
  error STRING OPTIONS (description = "One line that says what to do; NULL when all went well."),
  PRIMARY KEY (tenant_id, sync_id) NOT ENFORCED
)
CLUSTER BY tenant_id, connection
OPTIONS (
  description = "Runs of the connector, one row a run and shard."
);
