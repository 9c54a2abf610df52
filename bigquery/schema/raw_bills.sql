CREATE TABLE IF NOT EXISTS powerlytics_raw.raw_bills (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  bill_id STRING NOT NULL OPTIONS (description = "Names the bill."),
  building_id STRING OPTIONS (description = "Building billed."),
  period_start DATE OPTIONS (description = "First local day billed."),
  period_end DATE OPTIONS (description = "First local day no longer billed."),
  energy_kwh FLOAT64 OPTIONS (description = "Energy billed, kWh."),
  amount FLOAT64 OPTIONS (description = "Amount in currency."),
  currency STRING OPTIONS (description = "ISO 4217."),
  estimated BOOL OPTIONS (description = "TRUE where the supplier estimated the energy."),
  issued_at TIMESTAMP OPTIONS (description = "When the bill was issued, UTC."),
  updated_at TIMESTAMP OPTIONS (description = "When the source last changed the row, UTC."),
  _fivetran_synced TIMESTAMP OPTIONS (description = "When Fivetran, or the local player in its place, landed the row; UTC."),
  _fivetran_deleted BOOL OPTIONS (description = "TRUE once the source deleted the row; it stays here, nothing counts it."),
  PRIMARY KEY (tenant_id, bill_id) NOT ENFORCED
)
CLUSTER BY tenant_id, building_id
OPTIONS (
  description = "Bills as the supplier sent them, one row a bill."
);
