-- When the skill of served forecasts was last measured.
SELECT MAX(computed_at) AS computed_at
FROM powerlytics_analytics.forecast_skill
WHERE computed_at >= @since AND basis = 'served';
