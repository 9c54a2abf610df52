CREATE TABLE IF NOT EXISTS powerlytics_analytics.data_quality_daily (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  building_id STRING OPTIONS (description = "Building of the device."),
  device_id STRING NOT NULL OPTIONS (description = "The meter or sensor."),
  day DATE NOT NULL OPTIONS (description = "Local day of the building."),
  expected_intervals INT64 OPTIONS (description = "Intervals that should have been reported."),
  known_intervals INT64 OPTIONS (description = "Intervals with a usable value."),
  estimated_intervals INT64 OPTIONS (description = "Known intervals that were estimated or substituted."),
  suspect_intervals INT64 OPTIONS (description = "Intervals marked suspect."),
  rejected_readings INT64 OPTIONS (description = "Readings of the device that were rejected on this local day, by their receipt."),
  late_readings INT64 OPTIONS (description = "Readings received more than 2 hours after their time."),
  corrections INT64 OPTIONS (description = "Readings with a revision above 0."),
  max_lag_minutes FLOAT64 OPTIONS (description = "Longest time from the end of an interval (a register's instant) to its receipt, minutes; 0 at least."),
  last_reading_at TIMESTAMP OPTIONS (description = "Newest reading of the day, UTC; NULL when there is none."),
  completeness FLOAT64 OPTIONS (description = "Known over expected intervals, 0 to 1; NULL when none is expected."),
  estimated_share FLOAT64 OPTIONS (description = "Estimated over known intervals, 0 to 1; NULL when none is known."),
  quality_score FLOAT64 OPTIONS (description = "As in analytics_daily."),
  PRIMARY KEY (tenant_id, device_id, day) NOT ENFORCED
)
PARTITION BY day
CLUSTER BY tenant_id, building_id, device_id
OPTIONS (
  description = "How well each device reported on each local day.",
  partition_expiration_days = 2557,
  require_partition_filter = TRUE
);
