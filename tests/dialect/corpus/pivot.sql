-- 0
SELECT * FROM (SELECT device_id, quality, kwh FROM readings) PIVOT (COUNT(kwh) AS n FOR quality IN (0, 1)) ORDER BY device_id;

-- 1
SELECT * FROM (SELECT device_id, quality, kwh FROM readings) PIVOT (SUM(kwh) AS s, COUNT(*) AS n FOR quality IN (0 AS zero, 1 AS one)) ORDER BY device_id;

-- 2
SELECT * FROM (SELECT building_id, kind, device_id FROM devices) PIVOT (COUNT(device_id) FOR kind IN ('main', 'sub')) ORDER BY building_id;

-- 3
SELECT * FROM (SELECT device_id, kwh, kw FROM readings WHERE device_id = 'm1') UNPIVOT (v FOR what IN (kwh, kw)) ORDER BY v, what;

-- 4
SELECT what, AVG(v) FROM (SELECT ts, temperature_c, wind FROM weather) UNPIVOT (v FOR what IN (temperature_c, wind)) GROUP BY what ORDER BY what;

-- 5
SELECT kwh BETWEEN 1 AND 2 FROM readings ORDER BY ts, device_id;

