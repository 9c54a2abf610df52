-- Rows of a window. The names in braces are filled in by bigquery_warehouse.py.
SELECT COUNT(*) AS row_count
FROM {table}
WHERE {partition} >= @window_start AND {partition} < @window_end
  AND tenant_id NOT IN UNNEST(@keep);
