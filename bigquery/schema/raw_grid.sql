CREATE TABLE IF NOT EXISTS powerlytics_raw.raw_grid (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  region STRING NOT NULL OPTIONS (description = "Grid region."),
  ts TIMESTAMP NOT NULL OPTIONS (description = "Start of the hour, UTC."),
  price_per_kwh FLOAT64 OPTIONS (description = "Wholesale price per kWh in currency; information, not the tariff."),
  currency STRING OPTIONS (description = "ISO 4217."),
  carbon_kg_per_kwh FLOAT64 OPTIONS (description = "Carbon intensity, kg CO2e per kWh; NULL is unknown, not clean."),
  updated_at TIMESTAMP OPTIONS (description = "When the source last changed the row, UTC."),
  _fivetran_synced TIMESTAMP OPTIONS (description = "When Fivetran, or the local player in its place, landed the row; UTC."),
  _fivetran_deleted BOOL OPTIONS (description = "TRUE once the source deleted the row; it stays here, nothing counts it."),
  PRIMARY KEY (tenant_id, region, ts) NOT ENFORCED
)
PARTITION BY DATE(ts)
CLUSTER BY tenant_id, region
OPTIONS (
  description = "Hourly signal of an electricity grid: price and carbon, one row a region and hour.",
  partition_expiration_days = 365,
  require_partition_filter = TRUE
);
