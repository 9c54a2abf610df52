-- A tenant's recommendations; what stands now comes in the same transaction.
DELETE FROM powerlytics_analytics.recommendations WHERE tenant_id = @tenant_id;
