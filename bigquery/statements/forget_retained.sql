-- What was known of how far back a tenant's rows go; the new row comes in the same transaction.
DELETE FROM powerlytics_local.retained WHERE tenant_id = @tenant_id;
