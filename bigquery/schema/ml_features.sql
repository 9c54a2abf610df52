CREATE TABLE IF NOT EXISTS powerlytics_analytics.ml_features (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  building_id STRING OPTIONS (description = "Building of the meter."),
  device_id STRING NOT NULL OPTIONS (description = "Main or sub-meter."),
  ts TIMESTAMP NOT NULL OPTIONS (description = "Start of the hour, UTC."),
  local_hour INT64 OPTIONS (description = "Local hour, 0 to 23."),
  local_dow INT64 OPTIONS (description = "Local day of the week, 1 Sunday to 7 Saturday."),
  local_month INT64 OPTIONS (description = "Local month, 1 to 12."),
  is_weekend BOOL OPTIONS (description = "Saturday or Sunday."),
  is_holiday BOOL OPTIONS (description = "A public holiday of the building's country or subdivision."),
  energy_kwh FLOAT64 OPTIONS (description = "Energy of the hour, kWh; NULL when not fully known."),
  lag_1h FLOAT64 OPTIONS (description = "energy_kwh 1 hour before, kWh."),
  lag_24h FLOAT64 OPTIONS (description = "energy_kwh 24 hours before, kWh."),
  lag_168h FLOAT64 OPTIONS (description = "energy_kwh 168 hours before, kWh."),
  rolling_mean_24h FLOAT64 OPTIONS (description = "Mean energy_kwh of the 24 hours before this one, kWh."),
  rolling_std_24h FLOAT64 OPTIONS (description = "Sample standard deviation of the same, kWh."),
  rolling_mean_168h FLOAT64 OPTIONS (description = "Mean energy_kwh of the 168 hours before this one, kWh."),
  rolling_std_168h FLOAT64 OPTIONS (description = "Sample standard deviation of the same, kWh."),
  outdoor_temperature_c FLOAT64 OPTIONS (description = "Observed outdoor temperature, °C."),
  outdoor_humidity_pct FLOAT64 OPTIONS (description = "Observed outdoor humidity, percent."),
  irradiance_w_m2 FLOAT64 OPTIONS (description = "Observed irradiance, W/m²."),
  occupancy_count FLOAT64 OPTIONS (description = "People in the building: the sum over its sensors of their mean of the hour."),
  completeness FLOAT64 OPTIONS (description = "Completeness of the hour, 0 to 1."),
  PRIMARY KEY (tenant_id, device_id, ts) NOT ENFORCED
)
PARTITION BY DATE(ts)
CLUSTER BY tenant_id, device_id
OPTIONS (
  description = "Energy of the hours that are wholly known, which our models read, with features for models of your own: one row a meter and UTC hour. A lag or rolling figure looks only back; NULL where it is unknown.",
  partition_expiration_days = 2557,
  require_partition_filter = TRUE
);
