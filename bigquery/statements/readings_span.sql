-- First and last UTC day of any reading.
SELECT
  DATE((SELECT MIN(ts) FROM powerlytics_raw.raw_readings)) AS first_day,
  DATE((SELECT MAX(ts) FROM powerlytics_raw.raw_readings)) AS last_day;
