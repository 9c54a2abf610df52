CREATE TABLE IF NOT EXISTS powerlytics_raw.raw_tariffs (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  tariff_id STRING NOT NULL OPTIONS (description = "Names the tariff."),
  name STRING OPTIONS (description = "Name for people."),
  valid_from DATE NOT NULL OPTIONS (description = "First local day on which the price holds."),
  valid_to DATE OPTIONS (description = "First local day on which it no longer holds; NULL while open."),
  day_class STRING NOT NULL OPTIONS (description = "all, workday (Monday to Friday) or weekend; a class beats all."),
  start_hour INT64 NOT NULL OPTIONS (description = "First local hour, 0 to 23."),
  end_hour INT64 OPTIONS (description = "Local hour at which the price ends, 1 to 24; not above start_hour means past midnight."),
  price_per_kwh FLOAT64 OPTIONS (description = "Price per kWh in currency."),
  standing_charge_per_day FLOAT64 OPTIONS (description = "Fixed charge a day in currency; in no hour's cost."),
  currency STRING OPTIONS (description = "ISO 4217."),
  updated_at TIMESTAMP OPTIONS (description = "When the source last changed the row, UTC."),
  _fivetran_synced TIMESTAMP OPTIONS (description = "When Fivetran, or the local player in its place, landed the row; UTC."),
  _fivetran_deleted BOOL OPTIONS (description = "TRUE once the source deleted the row; it stays here, nothing counts it."),
  PRIMARY KEY (tenant_id, tariff_id, valid_from, day_class, start_hour) NOT ENFORCED
)
CLUSTER BY tenant_id, tariff_id
OPTIONS (
  description = "Time-of-use tariffs with validity, one row a tariff, start of validity, class of day and start hour."
);
