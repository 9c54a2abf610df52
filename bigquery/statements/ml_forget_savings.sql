-- Savings of some recommendations of a tenant; what was measured now comes in the same transaction.
DELETE FROM powerlytics_analytics.savings
WHERE tenant_id = @tenant_id AND recommendation_id IN UNNEST(@ids);
