-- hourly load by local hour
SELECT EXTRACT(HOUR FROM r.ts AT TIME ZONE 'Europe/Zurich') AS hour, SUM(r.kwh) AS kwh, COUNT(*) AS n FROM readings AS r WHERE r.device_id = 'm1' GROUP BY hour ORDER BY hour

-- daily energy by local day with completeness
SELECT r.device_id, DATE(r.ts, 'Europe/Zurich') AS day, SUM(r.kwh) AS kwh, COUNT(r.kwh) / 24 AS completeness FROM readings r GROUP BY r.device_id, day ORDER BY device_id, day

-- peak demand and its time
SELECT device_id, MAX(kw) AS peak, ARRAY_AGG(ts ORDER BY kw DESC, ts LIMIT 1)[OFFSET(0)] AS peak_at FROM readings WHERE kw IS NOT NULL GROUP BY device_id ORDER BY device_id

-- load factor
SELECT device_id, SAFE_DIVIDE(AVG(kw), MAX(kw)) AS lf FROM readings WHERE device_id <> 'm1' AND NOT IS_NAN(kw) GROUP BY 1 ORDER BY 1

-- base load by percentile
SELECT DISTINCT device_id, PERCENTILE_CONT(kwh, 0.1) OVER (PARTITION BY device_id) AS base FROM readings WHERE NOT IS_NAN(kwh) ORDER BY device_id

-- percentile disc
SELECT DISTINCT device_id, PERCENTILE_DISC(kwh, 0.5) OVER (PARTITION BY device_id) AS med FROM readings WHERE NOT IS_NAN(kwh) ORDER BY device_id

-- cost by time of use
SELECT d.building_id, SUM(CAST(r.kwh AS NUMERIC) * t.price) AS cost FROM readings r JOIN devices d USING (device_id) JOIN tariffs t ON t.building_id = d.building_id AND EXTRACT(HOUR FROM r.ts AT TIME ZONE 'Europe/Zurich') >= t.start_hour AND EXTRACT(HOUR FROM r.ts AT TIME ZONE 'Europe/Zurich') < t.end_hour WHERE r.device_id IN ('m1', 'm2') GROUP BY d.building_id

-- zone by building column
SELECT b.name, DATE(r.ts, b.zone) AS day, COUNT(*) AS n FROM readings r JOIN devices d ON d.device_id = r.device_id JOIN buildings b ON b.building_id = d.building_id GROUP BY b.name, day ORDER BY b.name, day

-- gaps
SELECT device_id, ts, TIMESTAMP_DIFF(ts, LAG(ts) OVER (PARTITION BY device_id ORDER BY ts), MINUTE) AS gap FROM readings QUALIFY gap > 60 ORDER BY device_id, ts

-- islands of missing values
WITH f AS (SELECT device_id, ts, kwh IS NULL AS gone, ROW_NUMBER() OVER (PARTITION BY device_id ORDER BY ts) - ROW_NUMBER() OVER (PARTITION BY device_id, kwh IS NULL ORDER BY ts) AS island FROM readings) SELECT device_id, MIN(ts) AS first, MAX(ts) AS last, COUNT(*) AS n FROM f WHERE gone GROUP BY device_id, island ORDER BY 1, 2

-- register deltas
WITH reg AS (SELECT device_id, ts, SUM(IFNULL(kwh, 0)) OVER (PARTITION BY device_id ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS register FROM readings WHERE device_id = 'm2') SELECT ts, register - LAG(register, 1, 0) OVER (ORDER BY ts) AS delta FROM reg ORDER BY ts

-- running mean by range
SELECT ts, AVG(temperature_c) OVER (ORDER BY UNIX_SECONDS(ts) RANGE BETWEEN 10800 PRECEDING AND CURRENT ROW) AS mean FROM weather ORDER BY ts

-- last known value
SELECT ts, LAST_VALUE(temperature_c IGNORE NULLS) OVER (ORDER BY ts) AS t, FIRST_VALUE(wind) OVER w AS w1, NTH_VALUE(wind, 2) OVER w AS w2 FROM weather WINDOW w AS (ORDER BY ts ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) ORDER BY ts

-- respect nulls
SELECT ts, LAST_VALUE(temperature_c RESPECT NULLS) OVER (ORDER BY ts) AS t FROM weather ORDER BY ts

-- ranks
SELECT device_id, kwh, RANK() OVER (ORDER BY kwh DESC) AS r, DENSE_RANK() OVER (ORDER BY quality) AS d, NTILE(4) OVER (ORDER BY ts, device_id) AS q, CUME_DIST() OVER (ORDER BY quality) AS c, PERCENT_RANK() OVER (ORDER BY quality) AS p FROM readings WHERE device_id = 'm3'

-- nan order
SELECT device_id, kwh FROM readings ORDER BY kwh, device_id, ts

-- nan order down
SELECT kwh, kw FROM readings ORDER BY kwh DESC, kw, ts, device_id LIMIT 50

-- nan filter
SELECT COUNT(*) AS n, COUNTIF(kwh > 1) AS above, COUNTIF(kwh <= 1) AS below, COUNTIF(kwh BETWEEN 0 AND 2) AS mid, COUNTIF(kwh != 0) AS other FROM readings

-- nan min
SELECT device_id, MIN(kwh) AS lo, MAX(kwh) AS hi, SUM(kwh) AS s FROM readings GROUP BY device_id ORDER BY device_id

-- heating degree days
SELECT DATE(ts) AS day, SUM(GREATEST(0, 15.0 - temperature_c)) / 24 AS hdd FROM weather WHERE temperature_c IS NOT NULL GROUP BY day ORDER BY day

-- join weather
SELECT TIMESTAMP_TRUNC(r.ts, HOUR) AS hour, SUM(r.kwh) AS kwh, ANY_VALUE(w.temperature_c) AS t FROM readings r LEFT JOIN weather w ON w.ts = TIMESTAMP_TRUNC(r.ts, HOUR) WHERE r.device_id = 'm2' GROUP BY hour ORDER BY hour

-- payload
SELECT device_id, ts, JSON_VALUE(payload, '$.volt') AS volt, JSON_QUERY(payload, '$.phase.b') AS b, CAST(JSON_VALUE(payload, '$.phase.a') AS INT64) AS a, SAFE_CAST(JSON_VALUE(payload, '$.ok') AS BOOL) AS ok FROM readings ORDER BY device_id, ts

-- tags
SELECT d.device_id, tag FROM devices d, UNNEST(d.tags) AS tag ORDER BY 1, 2

-- tags with offset
SELECT d.device_id, tag, o FROM devices d LEFT JOIN UNNEST(d.tags) AS tag WITH OFFSET AS o ORDER BY 1, 3

-- tags cross join
SELECT device_id, tag FROM devices CROSS JOIN UNNEST(tags) AS tag WHERE tag != 'a' ORDER BY 1, 2

-- tags implicit
SELECT d.device_id, t FROM devices d, d.tags AS t ORDER BY 1, 2

-- tags in
SELECT device_id, 'roof' IN UNNEST(tags) AS roof, ARRAY_LENGTH(tags) AS n, ARRAY_TO_STRING(tags, '+') AS s, tags[SAFE_OFFSET(0)] AS first FROM devices ORDER BY 1

-- correlated
SELECT d.device_id, (SELECT MAX(ts) FROM readings r WHERE r.device_id = d.device_id) AS last, EXISTS(SELECT 1 FROM readings r WHERE r.device_id = d.device_id AND r.kwh IS NULL) AS gaps FROM devices d ORDER BY 1

-- array subquery
SELECT b.building_id, ARRAY(SELECT d.device_id FROM devices d WHERE d.building_id = b.building_id ORDER BY d.device_id DESC) AS ids FROM buildings b ORDER BY 1

-- struct rows
SELECT building_id, ARRAY_AGG(STRUCT(device_id, rating_kw) ORDER BY device_id) AS parts FROM devices GROUP BY building_id ORDER BY 1

-- unnest structs
SELECT s.id, s.kwh * 2 AS twice FROM UNNEST([STRUCT('a' AS id, 1.5 AS kwh), STRUCT('b', 2.0)]) AS s ORDER BY s.id

-- spine
SELECT day, IFNULL(n, 0) AS n FROM UNNEST(GENERATE_DATE_ARRAY(DATE '2024-10-25', DATE '2024-10-29')) AS day LEFT JOIN (SELECT DATE(ts) AS d, COUNT(*) AS n FROM readings GROUP BY d) ON d = day ORDER BY day

-- spine of hours
SELECT h, r.kwh FROM UNNEST(GENERATE_TIMESTAMP_ARRAY(TIMESTAMP '2024-10-26 20:00:00', TIMESTAMP '2024-10-27 02:00:00', INTERVAL 1 HOUR)) AS h LEFT JOIN readings r ON TIMESTAMP_TRUNC(r.ts, HOUR) = h AND r.device_id = 'm1' ORDER BY h

-- group by shadowing alias
SELECT TIMESTAMP_TRUNC(ts, DAY) AS ts, SUM(kwh) AS kwh FROM readings WHERE device_id = 'm2' GROUP BY ts ORDER BY ts

-- having alias
SELECT device_id, SUM(kwh) AS kwh FROM readings GROUP BY device_id HAVING kwh > 50 ORDER BY kwh DESC

-- having aggregate
SELECT device_id, COUNT(*) AS n FROM readings GROUP BY device_id HAVING SUM(kwh) > 50 AND COUNT(*) > 3 ORDER BY n

-- order by expression of alias
SELECT -quality AS quality, COUNT(*) AS n FROM readings GROUP BY 1 ORDER BY quality + 0

-- union
SELECT device_id AS id FROM devices UNION ALL SELECT building_id FROM buildings ORDER BY id

-- except
SELECT device_id FROM devices EXCEPT DISTINCT SELECT device_id FROM readings ORDER BY 1

-- intersect
SELECT device_id FROM devices INTERSECT DISTINCT SELECT device_id FROM readings

-- star except
SELECT * EXCEPT (payload, quality) REPLACE (ROUND(kwh, 1) AS kwh) FROM readings WHERE device_id = 'm1' ORDER BY ts

-- star using
SELECT * FROM devices JOIN (SELECT building_id, name FROM buildings) USING (building_id) ORDER BY device_id

-- full join
SELECT building_id, d.device_id, b.name FROM devices d FULL JOIN buildings b USING (building_id) ORDER BY building_id, d.device_id

-- recursive
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i, i * i AS sq FROM n ORDER BY i

-- month over month
WITH m AS (SELECT DATE_TRUNC(DATE(ts), MONTH) AS month, SUM(kwh) AS kwh FROM readings WHERE device_id = 'm1' GROUP BY month) SELECT month, kwh, kwh - LAG(kwh) OVER (ORDER BY month) AS change, SAFE_DIVIDE(kwh, LAG(kwh) OVER (ORDER BY month)) - 1 AS rel FROM m ORDER BY month

-- quality report
SELECT device_id, COUNT(*) AS n, COUNTIF(quality = 0) AS good, COUNTIF(kwh IS NULL) AS missing, ROUND(100 * COUNTIF(quality = 0) / COUNT(*), 1) AS pct, STRING_AGG(DISTINCT CAST(quality AS STRING), ',' ORDER BY CAST(quality AS STRING)) AS codes FROM readings GROUP BY device_id ORDER BY device_id

-- labels
SELECT device_id, UPPER(label) AS u, LENGTH(label) AS n, label LIKE '%50\\%' AS pct, REGEXP_EXTRACT(label, r'_(\d+)') AS num, INITCAP(label) AS ic, FORMAT('%s/%s', device_id, kind) AS path FROM devices ORDER BY 1

-- dates of devices
SELECT device_id, EXTRACT(WEEK FROM installed) AS w, EXTRACT(ISOWEEK FROM installed) AS iw, DATE_DIFF(DATE '2024-10-01', installed, MONTH) AS age, FORMAT_DATE('%d.%m.%Y', installed) AS de, DATE_ADD(installed, INTERVAL 1 YEAR) AS anniversary, CAST(installed AS STRING) AS s FROM devices ORDER BY 1

-- text of columns
SELECT device_id, CAST(kwh AS STRING) AS kwh, CAST(ts AS STRING) AS ts, CAST(quality AS STRING) AS q, FORMAT_TIMESTAMP('%F %T', ts, 'Asia/Kolkata') AS ist FROM readings ORDER BY 1, 3

-- numeric columns
SELECT device_id, rating_kw * 2 AS twice, CAST(rating_kw AS STRING) AS s, CAST(rating_kw AS FLOAT64) / 3 AS third, ROUND(CAST(rating_kw AS NUMERIC), 1) AS r FROM devices ORDER BY 1

-- opened
SELECT building_id, DATETIME_TRUNC(opened, MONTH) AS m, DATETIME_DIFF(DATETIME '2024-01-01 00:00:00', opened, YEAR) AS y, TIMESTAMP(opened, zone) AS instant, EXTRACT(MILLISECOND FROM opened) AS ms FROM buildings ORDER BY 1

-- case and if
SELECT device_id, IF(quality = 0, 'ok', 'bad') AS q, CASE WHEN kwh IS NULL THEN 'missing' WHEN kwh > 2 THEN 'high' ELSE 'low' END AS level, COALESCE(kwh, 0) AS k, NULLIF(quality, 0) AS nz FROM readings ORDER BY device_id, ts

-- any value having
SELECT device_id, ANY_VALUE(quality HAVING MAX ts) AS last_quality, ANY_VALUE(ts HAVING MIN quality) IS NOT NULL AS seen FROM readings GROUP BY 1 ORDER BY 1

-- weekly by monday
SELECT TIMESTAMP_TRUNC(ts, WEEK(MONDAY), 'Europe/Zurich') AS week, COUNT(*) AS n FROM readings GROUP BY week ORDER BY week

-- half hour zone
SELECT TIMESTAMP_TRUNC(ts, HOUR, 'Asia/Kolkata') AS h, COUNT(*) AS n FROM readings GROUP BY h ORDER BY h

-- buckets of 15 minutes
SELECT TIMESTAMP_SECONDS(DIV(UNIX_SECONDS(ts), 900) * 900) AS q, COUNT(*) AS n FROM readings GROUP BY q ORDER BY q

-- weekday profile
SELECT EXTRACT(DAYOFWEEK FROM ts AT TIME ZONE 'Europe/Zurich') IN (1, 7) AS weekend, AVG(IF(IS_NAN(kwh), NULL, kwh)) AS mean, STDDEV(quality) AS sd FROM readings GROUP BY weekend ORDER BY weekend

-- skill of a forecast
WITH f AS (SELECT ts, temperature_c AS y, LAG(temperature_c) OVER (ORDER BY ts) AS yhat FROM weather) SELECT COUNT(*) AS n, AVG(ABS(y - yhat)) AS mae, SQRT(AVG(POW(y - yhat, 2))) AS rmse, AVG(y - yhat) AS bias, CORR(y, yhat) AS r FROM f WHERE yhat IS NOT NULL AND y IS NOT NULL

-- z score
SELECT device_id, ts, (kwh - AVG(kwh) OVER w) / NULLIF(STDDEV(kwh) OVER w, 0) AS z FROM readings WHERE device_id = 'm1' WINDOW w AS (PARTITION BY device_id) ORDER BY ts

-- pivot
SELECT * FROM (SELECT device_id, quality, kwh FROM readings) PIVOT (COUNT(kwh) AS n FOR quality IN (0, 1)) ORDER BY device_id

-- unpivot
SELECT * FROM (SELECT device_id, kwh, kw FROM readings WHERE device_id = 'm1') UNPIVOT (v FOR what IN (kwh, kw)) ORDER BY v, what;

-- integer division
SELECT DIV(quality, 2) AS d, MOD(quality, 2) AS m, quality / 2 AS q FROM readings ORDER BY 1, 2, 3

-- distinct from
SELECT COUNT(*) AS n FROM readings a JOIN readings b ON a.kwh IS NOT DISTINCT FROM b.kwh

-- in subquery
SELECT device_id FROM devices WHERE device_id NOT IN (SELECT device_id FROM readings) ORDER BY 1

-- as value
SELECT AS VALUE kwh FROM readings WHERE device_id = 'm1' ORDER BY ts

-- limit offset
SELECT ts FROM weather ORDER BY ts DESC LIMIT 3 OFFSET 2

-- hash of key
SELECT device_id, TO_HEX(MD5(CONCAT(device_id, '|', IFNULL(label, '')))) AS k, FARM_FINGERPRINT(device_id) AS f FROM devices ORDER BY 1

-- json of rows
SELECT device_id, TO_JSON_STRING(STRUCT(device_id AS id, tags AS tags)) AS j FROM devices ORDER BY 1
