CREATE TABLE IF NOT EXISTS powerlytics_local.retained (
  tenant_id STRING NOT NULL OPTIONS (description = "Whose rows were dropped."),
  raw_since DATE OPTIONS (description = "First UTC day of which the raw tables are whole; older rows were dropped."),
  derived_since DATE OPTIONS (description = "First day of which the derived tables still hold rows."),
  dropped_at TIMESTAMP OPTIONS (description = "When they were dropped, UTC."),
  PRIMARY KEY (tenant_id) NOT ENFORCED
)
OPTIONS (
  description = "How far back each tenant's rows go: what a transform may no longer recompute, for its raw rows are gone; local only."
);
