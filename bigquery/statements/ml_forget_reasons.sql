-- Why meters have no forecast is said anew with every forecast.
DELETE FROM powerlytics_analytics.forecast_skill
WHERE tenant_id = @tenant_id AND basis = 'served' AND reason IS NOT NULL AND computed_at >= @since;
