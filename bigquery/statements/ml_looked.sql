-- Up to which hour each kind of look has gone, and when.
SELECT
  JSON_VALUE(parameters, '$.look') AS look, MAX(data_to) AS data_to, MAX(started_at) AS started_at
FROM powerlytics_analytics.model_runs
WHERE started_at >= @since AND kind = 'detect' AND status = 'done'
GROUP BY look;
