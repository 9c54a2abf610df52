-- Of forecasts issued before @before only those of 00:00 UTC stay.
DELETE FROM powerlytics_analytics.forecasts
WHERE ts >= TIMESTAMP '2000-01-01 00:00:00+00'
  AND issued_at < @before AND EXTRACT(HOUR FROM issued_at) != 0;
