CREATE TABLE IF NOT EXISTS powerlytics_analytics.analytics_daily (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  building_id STRING OPTIONS (description = "Building of the device."),
  device_id STRING NOT NULL OPTIONS (description = "The meter or sensor."),
  space_id STRING OPTIONS (description = "Space of the device; NULL for the whole building."),
  device_kind STRING OPTIONS (description = "main_meter, sub_meter or sensor."),
  appliance STRING OPTIONS (description = "What a sub-meter feeds; NULL otherwise."),
  day DATE NOT NULL OPTIONS (description = "Local day of the building."),
  timezone STRING OPTIONS (description = "Zone that decides where the day begins."),
  hours INT64 OPTIONS (description = "Hours of the local day: 23, 24 or 25."),
  energy_kwh FLOAT64 OPTIONS (description = "Sum of the hours, kWh; NULL when nothing is known."),
  unattributed_kwh FLOAT64 OPTIONS (description = "Sum over the hours, kWh; not in energy_kwh."),
  peak_kw FLOAT64 OPTIONS (description = "Highest mean_kw of the hours, kW."),
  peak_at TIMESTAMP OPTIONS (description = "Start of the first hour with that peak, UTC."),
  base_load_kw FLOAT64 OPTIONS (description = "5th percentile of mean_kw of the hours, kW."),
  load_factor FLOAT64 OPTIONS (description = "Mean over highest mean_kw of the hours, 0 to 1."),
  cost FLOAT64 OPTIONS (description = "Sum of the hours' cost in currency; NULL when no hour has one."),
  currency STRING OPTIONS (description = "ISO 4217."),
  cost_completeness FLOAT64 OPTIONS (description = "Share of the hours with energy that have a cost, 0 to 1."),
  carbon_kg FLOAT64 OPTIONS (description = "Sum of the hours' carbon, kg CO2e; NULL when no hour has one."),
  carbon_completeness FLOAT64 OPTIONS (description = "Share of the hours with energy that have a carbon figure, 0 to 1."),
  occupancy_mean FLOAT64 OPTIONS (description = "Mean number of people over the hours."),
  outdoor_temperature_c_mean FLOAT64 OPTIONS (description = "Mean outdoor temperature over the hours, °C."),
  expected_intervals INT64 OPTIONS (description = "Sum over the hours."),
  known_intervals INT64 OPTIONS (description = "Sum over the hours."),
  estimated_intervals INT64 OPTIONS (description = "Sum over the hours."),
  suspect_intervals INT64 OPTIONS (description = "Sum over the hours."),
  completeness FLOAT64 OPTIONS (description = "Known over expected intervals, 0 to 1; NULL when none is expected."),
  estimated_share FLOAT64 OPTIONS (description = "Estimated over known intervals, 0 to 1; NULL when none is known."),
  suspect_share FLOAT64 OPTIONS (description = "Suspect over known intervals (over suspect ones where they are more), 0 to 1; NULL when nothing was reported."),
  quality_score FLOAT64 OPTIONS (description = "100 × completeness × (1 - estimated_share / 2) × (1 - suspect_share), 0 to 100; NULL when nothing was expected."),
  PRIMARY KEY (tenant_id, device_id, day) NOT ENFORCED
)
PARTITION BY day
CLUSTER BY tenant_id, building_id, device_id
OPTIONS (
  description = "What each device did on each local day of its building. One row a device and day.",
  partition_expiration_days = 2557,
  require_partition_filter = TRUE
);
