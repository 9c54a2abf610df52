CREATE TABLE IF NOT EXISTS powerlytics_raw.raw_weather (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  station_id STRING NOT NULL OPTIONS (description = "Weather station."),
  ts TIMESTAMP NOT NULL OPTIONS (description = "Start of the hour described, UTC."),
  kind STRING NOT NULL OPTIONS (description = "observed or forecast."),
  issued_at TIMESTAMP NOT NULL OPTIONS (description = "When it was issued, UTC; equals ts for an observation."),
  temperature_c FLOAT64 OPTIONS (description = "Air temperature, °C."),
  humidity_pct FLOAT64 OPTIONS (description = "Relative humidity, percent."),
  irradiance_w_m2 FLOAT64 OPTIONS (description = "Global horizontal irradiance, W/m²."),
  wind_speed_m_s FLOAT64 OPTIONS (description = "Wind speed, m/s."),
  precipitation_mm FLOAT64 OPTIONS (description = "Precipitation in the hour, mm."),
  cloud_cover_pct FLOAT64 OPTIONS (description = "Cloud cover, percent."),
  updated_at TIMESTAMP OPTIONS (description = "When the source last changed the row, UTC."),
  _fivetran_synced TIMESTAMP OPTIONS (description = "When Fivetran, or the local player in its place, landed the row; UTC."),
  _fivetran_deleted BOOL OPTIONS (description = "TRUE once the source deleted the row; it stays here, nothing counts it."),
  PRIMARY KEY (tenant_id, station_id, ts, kind, issued_at) NOT ENFORCED
)
PARTITION BY DATE(ts)
CLUSTER BY tenant_id, station_id
OPTIONS (
  description = "Hourly weather of a station, observed and forecast; one row a station, hour, kind and time of issue.",
  partition_expiration_days = 365,
  require_partition_filter = TRUE
);
