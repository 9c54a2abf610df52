-- Weighted quantile loss of the first day, by meter, as last measured of one version: in its backtest
-- and as it served.
SELECT basis, wql
FROM powerlytics_analytics.forecast_skill
WHERE computed_at >= @since AND version = @version AND horizon_hours = 24 AND wql IS NOT NULL
  AND device_id IS NOT NULL
QUALIFY RANK() OVER (PARTITION BY basis ORDER BY computed_at DESC) = 1;
