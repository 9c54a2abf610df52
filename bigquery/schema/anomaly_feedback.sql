CREATE TABLE IF NOT EXISTS powerlytics_analytics.anomaly_feedback (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  incident_id STRING NOT NULL OPTIONS (description = "The incident, as in anomalies."),
  device_id STRING OPTIONS (description = "Its meter."),
  kind STRING OPTIONS (description = "Its kind."),
  start_ts TIMESTAMP OPTIONS (description = "Its first hour when it was judged, UTC."),
  end_ts TIMESTAMP OPTIONS (description = "Its end when it was judged, UTC; excluded."),
  verdict STRING NOT NULL OPTIONS (description = "confirmed, dismissed (nothing was wrong), explained (it was meant to be so) or open (taken back)."),
  note STRING OPTIONS (description = "What the person said."),
  who STRING OPTIONS (description = "Who said it."),
  said_at TIMESTAMP NOT NULL OPTIONS (description = "When, UTC; the newest of an incident counts.")
)
CLUSTER BY tenant_id, device_id
OPTIONS (
  description = "What people said of incidents; detection learns from it. One row a verdict, none is ever changed."
);
