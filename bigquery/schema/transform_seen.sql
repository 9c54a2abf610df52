CREATE TABLE IF NOT EXISTS powerlytics_local.transform_seen (
  table_name STRING NOT NULL OPTIONS (description = "Table that the transform looked at."),
  fingerprint INT64 OPTIONS (description = "Of what its rows say that derived numbers depend on; NULL for tables with partitions."),
  looked_at TIMESTAMP NOT NULL OPTIONS (description = "The warehouse's clock when it looked; what changed later is still to do.")
)
OPTIONS (
  description = "Up to when the transform has seen the raw tables. On BigQuery only, where Fivetran lands and notes nothing in pending_windows."
);
