-- A measurement that is made again replaces the one of the same moment.
DELETE FROM powerlytics_analytics.forecast_skill
WHERE computed_at = @computed_at AND basis = @basis AND version = @version;
