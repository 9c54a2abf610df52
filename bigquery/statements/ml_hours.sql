-- The wholly known hours of every meter over [@start, @end), kWh.
SELECT tenant_id, device_id, ts, energy_kwh
FROM powerlytics_analytics.ml_features
WHERE ts >= @start AND ts < @end AND energy_kwh IS NOT NULL;
