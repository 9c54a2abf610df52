-- The window's rows out, the transform's rows in, in one statement: all or nothing.
-- The names in braces are filled in by bigquery_warehouse.py: a parameter cannot name a table.
MERGE {table} AS target
USING (
{select}
) AS fresh
ON FALSE
WHEN NOT MATCHED BY SOURCE
  AND target.{partition} >= @window_start AND target.{partition} < @window_end THEN DELETE
WHEN NOT MATCHED THEN INSERT ({columns}) VALUES ({columns});
