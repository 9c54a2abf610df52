-- The window's rows out, the transform's rows in, in one statement: all or nothing.
-- @keep: tenants whose rows stay as they are, for what made them is gone.
-- The names in braces are filled in by bigquery_warehouse.py: a parameter cannot name a table.
MERGE {table} AS target
USING (
{select}
) AS fresh
ON FALSE
WHEN NOT MATCHED BY SOURCE
  AND target.{partition} >= @window_start AND target.{partition} < @window_end
  AND target.tenant_id NOT IN UNNEST(@keep) THEN DELETE
WHEN NOT MATCHED AND fresh.tenant_id NOT IN UNNEST(@keep) THEN INSERT ({columns}) VALUES ({columns});
