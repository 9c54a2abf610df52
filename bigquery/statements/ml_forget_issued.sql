-- A forecast that is issued again replaces what was issued at the same hour.
DELETE FROM powerlytics_analytics.forecasts
WHERE tenant_id = @tenant_id AND issued_at = @issued_at AND ts >= @issued_at;
