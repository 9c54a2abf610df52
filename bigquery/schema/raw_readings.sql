CREATE TABLE IF NOT EXISTS powerlytics_raw.raw_readings (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  device_id STRING NOT NULL OPTIONS (description = "The meter or sensor that measured; see device_metadata."),
  ts TIMESTAMP NOT NULL OPTIONS (description = "Start of the interval measured, UTC; for a register the instant at which it was read."),
  revision INT64 NOT NULL OPTIONS (description = "0 for the first report of an interval, higher for each correction."),
  energy_kwh FLOAT64 OPTIONS (description = "Energy used in [ts, ts + interval), kWh; interval meters only."),
  register_kwh FLOAT64 OPTIONS (description = "Cumulative register at the instant ts, kWh; register meters only."),
  power_kw FLOAT64 OPTIONS (description = "Mean power of the interval, kW."),
  voltage_v FLOAT64 OPTIONS (description = "Voltage, V."),
  current_a FLOAT64 OPTIONS (description = "Current, A."),
  power_factor FLOAT64 OPTIONS (description = "Power factor, -1 to 1."),
  temperature_c FLOAT64 OPTIONS (description = "Indoor temperature, °C."),
  humidity_pct FLOAT64 OPTIONS (description = "Indoor relative humidity, percent."),
  occupancy_count INT64 OPTIONS (description = "People counted."),
  quality STRING OPTIONS (description = "metered, estimated (by the source), substituted (here), suspect_range (impossible: kept here, counted nowhere), suspect_rate or suspect_stuck (counted and marked)."),
  quality_reason STRING OPTIONS (description = "Why the quality is suspect, one sentence with figures; NULL otherwise."),
  source STRING OPTIONS (description = "meter, estimate or correction, as the source says."),
  received_at TIMESTAMP OPTIONS (description = "When the source received the reading, UTC."),
  updated_at TIMESTAMP OPTIONS (description = "When the source last changed the reading, UTC; the connector's cursor."),
  _fivetran_synced TIMESTAMP OPTIONS (description = "When Fivetran, or the local player in its place, landed the row; UTC."),
  _fivetran_deleted BOOL OPTIONS (description = "TRUE once the source deleted the row; it stays here, nothing counts it."),
  PRIMARY KEY (tenant_id, device_id, ts, revision) NOT ENFORCED
)
PARTITION BY DATE(ts)
CLUSTER BY tenant_id, device_id
OPTIONS (
  description = "Every revision of every reading as it came, one row a device, interval start and revision. The current reading of an interval is its highest revision that is not deleted.",
  partition_expiration_days = 365,
  require_partition_filter = TRUE
);
