-- One tenant's rows before a day. The names in braces are filled in by pipeline/retention.py.
DELETE FROM {table} WHERE tenant_id = @tenant_id AND {partition} < @before;
