CREATE TABLE IF NOT EXISTS powerlytics_analytics.model_runs (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; empty for what was done for all tenants together."),
  run_id STRING NOT NULL OPTIONS (description = "Names the run."),
  kind STRING NOT NULL OPTIONS (description = "train, backtest, promote, rollback, drift, forecast, detect or recommend."),
  model STRING OPTIONS (description = "Name of the model."),
  version STRING OPTIONS (description = "Version that was made, moved or used."),
  status STRING NOT NULL OPTIONS (description = "champion, challenger, rejected, done or failed."),
  started_at TIMESTAMP NOT NULL OPTIONS (description = "Start, UTC."),
  finished_at TIMESTAMP OPTIONS (description = "End, UTC."),
  data_from TIMESTAMP OPTIONS (description = "First hour of the data used, UTC."),
  data_to TIMESTAMP OPTIONS (description = "Hour after the last one of the data used, UTC."),
  parameters STRING OPTIONS (description = "Parameters as a JSON object."),
  code_version STRING OPTIONS (description = "Commit of the code, or the release where there is none."),
  metrics STRING OPTIONS (description = "What was measured, as a JSON object."),
  note STRING OPTIONS (description = "One line: what came of it, or why it failed."),
  PRIMARY KEY (tenant_id, run_id) NOT ENFORCED
)
PARTITION BY DATE(started_at)
CLUSTER BY tenant_id, kind
OPTIONS (
  description = "Runs of training, promotion, drift watch, forecasting and detection. One row a run.",
  partition_expiration_days = 2557,
  require_partition_filter = TRUE
);
