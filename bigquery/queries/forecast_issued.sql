-- forecast_issued: when the newest forecast of the scope's hours of [@start, @end) was issued; NULL
-- when there is none. One row.
SELECT MAX(issued_at) AS issued_at, COUNT(*) AS source_rows
FROM powerlytics_analytics.forecasts
WHERE tenant_id = @tenant_id
  AND (@all_buildings OR building_id IN UNNEST(@building_ids))
  AND resolution = 'hour'
  AND ts >= @start AND ts < @end
  AND (@model = '' OR model = @model)
