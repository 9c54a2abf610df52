-- Days whose count of rejected readings changed. Fivetran stamps a row before it lands it: hours
-- of overlap make up for that.
SELECT DISTINCT DATE(IFNULL(received_at, rejected_at)) AS day
FROM powerlytics_raw.rejected_readings
WHERE _fivetran_synced > TIMESTAMP_SUB(@since, INTERVAL 6 HOUR);
