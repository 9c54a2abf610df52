CREATE TABLE IF NOT EXISTS powerlytics_analytics.forecasts (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  building_id STRING OPTIONS (description = "Building of the meter."),
  device_id STRING OPTIONS (description = "The meter; NULL for the building as a whole."),
  resolution STRING NOT NULL OPTIONS (description = "hour or day."),
  ts TIMESTAMP NOT NULL OPTIONS (description = "Start of the hour, or the instant at which the building's local day begins, UTC."),
  issued_at TIMESTAMP NOT NULL OPTIONS (description = "Nothing of this instant or later was known to the forecast, UTC."),
  horizon_hours INT64 OPTIONS (description = "Hours from issued_at to ts."),
  q10_kwh FLOAT64 OPTIONS (description = "Energy that is undercut with probability 0.1, kWh of the hour or day."),
  q20_kwh FLOAT64 OPTIONS (description = "Quantile 0.2, kWh."),
  q30_kwh FLOAT64 OPTIONS (description = "Quantile 0.3, kWh."),
  q40_kwh FLOAT64 OPTIONS (description = "Quantile 0.4, kWh."),
  q50_kwh FLOAT64 OPTIONS (description = "The median: as likely too low as too high, kWh."),
  q60_kwh FLOAT64 OPTIONS (description = "Quantile 0.6, kWh."),
  q70_kwh FLOAT64 OPTIONS (description = "Quantile 0.7, kWh."),
  q80_kwh FLOAT64 OPTIONS (description = "Quantile 0.8, kWh."),
  q90_kwh FLOAT64 OPTIONS (description = "Quantile 0.9, kWh; 80 in 100 truths should lie between q10_kwh and it."),
  model STRING NOT NULL OPTIONS (description = "Name of the model that served."),
  version STRING NOT NULL OPTIONS (description = "Its version, as in model_runs.")
)
PARTITION BY DATE(ts)
CLUSTER BY tenant_id, building_id, device_id
OPTIONS (
  description = "Energy to come: 48 hours by the hour and 7 days by the day, as quantiles. One row a meter (or building), resolution, ts and issued_at; the newest issued_at counts, the older ones are what skill is measured on.",
  partition_expiration_days = 2557,
  require_partition_filter = TRUE
);
