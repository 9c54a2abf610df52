CREATE TABLE IF NOT EXISTS powerlytics_local.pending_windows (
  tenant_id STRING OPTIONS (description = "Who owns the row; every query filters on it."),
  table_name STRING OPTIONS (description = "Table in which rows landed."),
  day DATE OPTIONS (description = "UTC day of the rows' ts; valid_from for raw_tariffs; NULL for tables without a time: every day of the tenant."),
  noted_at TIMESTAMP OPTIONS (description = "When it was noted, UTC.")
)
OPTIONS (
  description = "Days on which rows landed and that transform has not seen yet; local only. The landing only appends, in the transaction of the rows; transform deletes in the transaction that used them."
);
