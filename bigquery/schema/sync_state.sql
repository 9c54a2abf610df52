CREATE TABLE IF NOT EXISTS powerlytics_local.sync_state (
  connection STRING NOT NULL OPTIONS (description = "Connection."),
  shard INT64 NOT NULL OPTIONS (description = "Shard, from 0."),
  state_json STRING OPTIONS (description = "The connector's state at its last checkpoint, JSON."),
  updated_at TIMESTAMP OPTIONS (description = "When the checkpoint landed, UTC."),
  PRIMARY KEY (connection, shard) NOT ENFORCED
)
OPTIONS (
  description = "State of each connection, as Fivetran keeps it in the cloud; local only."
);
