CREATE TABLE IF NOT EXISTS powerlytics_analytics.anomalies (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  incident_id STRING NOT NULL OPTIONS (description = "Names the incident; the same incident keeps it however often it is looked at."),
  building_id STRING OPTIONS (description = "Building of the meter."),
  device_id STRING NOT NULL OPTIONS (description = "The meter."),
  start_ts TIMESTAMP NOT NULL OPTIONS (description = "Start of its first hour, UTC."),
  end_ts TIMESTAMP OPTIONS (description = "End of its last hour, UTC; excluded."),
  kind STRING NOT NULL OPTIONS (description = "high, low, unusual_pattern, stuck, no_data, base_load or shift."),
  severity STRING OPTIONS (description = "low, medium or high."),
  probability FLOAT64 OPTIONS (description = "That something is wrong, 0 to 1."),
  excess_kwh FLOAT64 OPTIONS (description = "Actual minus expected energy over the incident, kWh; below 0 is less than expected, NULL unknown."),
  cost FLOAT64 OPTIONS (description = "excess_kwh × the mean price of its hours, in currency; NULL where no price is known."),
  currency STRING OPTIONS (description = "ISO 4217."),
  carbon_kg FLOAT64 OPTIONS (description = "excess_kwh × the mean carbon intensity of its hours, kg CO2e; NULL where unknown."),
  expected_kwh FLOAT64 OPTIONS (description = "Energy that was to be expected over the incident, kWh."),
  actual_kwh FLOAT64 OPTIONS (description = "Energy measured over it, kWh; NULL when nothing was."),
  causes ARRAY<STRUCT<cause STRING, evidence STRING, weight FLOAT64>> OPTIONS (description = "Probable causes, the likeliest first, each with its evidence and a weight from 0 to 1."),
  similar_ids ARRAY<STRING> OPTIONS (description = "incident_id of at most three similar ones before it, the newest first."),
  look STRING OPTIONS (description = "first: judged from the hours before alone, as readings landed; full: from the hours after as well."),
  model STRING OPTIONS (description = "What found it: the ensemble is anomalies."),
  version STRING OPTIONS (description = "Commit of the code that looked."),
  detected_at TIMESTAMP OPTIONS (description = "When it was found, UTC; the same however often it is looked at."),
  PRIMARY KEY (tenant_id, incident_id) NOT ENFORCED
)
PARTITION BY DATE(start_ts)
CLUSTER BY tenant_id, building_id, device_id
OPTIONS (
  description = "Incidents: consumption that was not as it should have been. One row an incident.",
  partition_expiration_days = 2557,
  require_partition_filter = TRUE
);
