CREATE TABLE IF NOT EXISTS powerlytics_analytics.forecast_skill (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  building_id STRING OPTIONS (description = "Building of the meter."),
  device_id STRING OPTIONS (description = "The meter; NULL for the building as a whole."),
  model STRING NOT NULL OPTIONS (description = "Name of the model."),
  version STRING NOT NULL OPTIONS (description = "Its version, as in model_runs."),
  basis STRING NOT NULL OPTIONS (description = "backtest: forecasts made over stored history, each from what lay before its origin; served: forecasts as they were issued."),
  horizon_hours INT64 NOT NULL OPTIONS (description = "Hours ahead that are scored: 1 to 24, 48 or 168; the last by the day."),
  computed_at TIMESTAMP NOT NULL OPTIONS (description = "When it was measured, UTC; the newest counts."),
  first_origin TIMESTAMP OPTIONS (description = "First issued_at among the scored forecasts, UTC."),
  last_origin TIMESTAMP OPTIONS (description = "Last one, UTC."),
  origins INT64 OPTIONS (description = "Forecasts scored; all were issued before the truth was known."),
  hours INT64 OPTIONS (description = "Hours (days at 168) with a known truth that were scored."),
  mase FLOAT64 OPTIONS (description = "Mean absolute error of the median over that of 'as the day before' in the history; below 1 is better than it."),
  wql FLOAT64 OPTIONS (description = "Weighted quantile loss: 2 × mean pinball loss of the nine quantiles over the mean load."),
  coverage80 FLOAT64 OPTIONS (description = "Share of truths between q10_kwh and q90_kwh, 0 to 1; 0.8 was promised."),
  naive_mase FLOAT64 OPTIONS (description = "The same of the naive forecast, the same hour a week ago, on the same hours."),
  naive_wql FLOAT64 OPTIONS (description = "The same of the naive forecast."),
  naive_coverage80 FLOAT64 OPTIONS (description = "The same of the naive forecast."),
  reason STRING OPTIONS (description = "Why the meter has no forecast, one plain line; then every figure is NULL.")
)
PARTITION BY DATE(computed_at)
CLUSTER BY tenant_id, building_id, device_id
OPTIONS (
  description = "How good forecasts were: one row a meter (or building), model, version, basis, horizon and measurement. A meter without a forecast stands here with its reason.",
  partition_expiration_days = 2557,
  require_partition_filter = TRUE
);
