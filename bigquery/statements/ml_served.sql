-- Forecasts issued over [@start, @end) every six hours and at least a day before @end, of hours and
-- days before @end.
SELECT
  tenant_id, building_id, device_id, resolution, ts, issued_at, q10_kwh, q20_kwh, q30_kwh, q40_kwh,
  q50_kwh, q60_kwh, q70_kwh, q80_kwh, q90_kwh, model, version
FROM powerlytics_analytics.forecasts
WHERE ts >= @start AND ts < @end AND issued_at >= @start
  AND issued_at <= TIMESTAMP_SUB(@end, INTERVAL 24 HOUR)
  AND MOD(EXTRACT(HOUR FROM issued_at), 6) = 0;
