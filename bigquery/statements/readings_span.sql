-- First and last UTC day of any reading.
SELECT DATE(MIN(ts)) AS first_day, DATE(MAX(ts)) AS last_day
FROM powerlytics_raw.raw_readings
WHERE ts >= TIMESTAMP '1970-01-01 00:00:00+00';
