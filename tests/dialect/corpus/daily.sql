-- 000
SELECT x FROM UNNEST([1.5,CAST('nan' AS FLOAT64),CAST('-inf' AS FLOAT64),NULL]) x ORDER BY x;

-- 001
SELECT x FROM UNNEST([1.5,CAST('nan' AS FLOAT64),CAST('-inf' AS FLOAT64),NULL]) x ORDER BY x DESC;

-- 002
SELECT x FROM UNNEST([1.5,CAST('nan' AS FLOAT64),CAST('-inf' AS FLOAT64),NULL]) x ORDER BY x DESC NULLS FIRST;

-- 003
SELECT x, RANK() OVER (ORDER BY x) r FROM UNNEST([1.5,CAST('nan' AS FLOAT64),CAST('-inf' AS FLOAT64),NULL]) x;

-- 004
SELECT DISTINCT kwh FROM readings ORDER BY kwh;

-- 005
SELECT kwh IS NULL AS n FROM readings WHERE kwh IS NOT NULL ORDER BY 1;

-- 006
SELECT MIN(kw), MAX(kw) FROM readings;

-- 007
SELECT device_id, kind FROM devices WHERE NOT label LIKE 'f%' ORDER BY 1;

-- 008
SELECT device_id FROM devices WHERE label NOT LIKE '%50\\%' AND device_id NOT BETWEEN 'm1' AND 'm2' ORDER BY 1;

-- 009
SELECT device_id NOT IN ('m1') AS x, NOT(device_id = 'm1') AS y FROM devices ORDER BY device_id;

-- 010
SELECT quality IS NOT NULL AS a, (kwh > 1) IS TRUE AS b, (kwh > 1) IS NOT FALSE AS c FROM readings ORDER BY device_id, ts;

-- 011
SELECT STRUCT(device_id, kind) AS s FROM devices ORDER BY device_id;

-- 012
SELECT d FROM devices d ORDER BY d.device_id;

-- 013
SELECT AVG(quality) FROM readings;

-- 014
SELECT SUM(quality) / COUNT(*) AS m FROM readings;

-- 015
SELECT ROUND(AVG(kwh), 2) AS m FROM readings WHERE device_id = 'm1';

-- 016
SELECT ROUND(SUM(kwh) / 3, 3) AS m, ROUND(kwh * 100) FROM readings WHERE device_id = 'm1' GROUP BY kwh ORDER BY 1, 2;

-- 017
SELECT ABS(rating_kw), CEIL(rating_kw), FLOOR(rating_kw), TRUNC(rating_kw), ROUND(rating_kw) FROM devices ORDER BY device_id;

-- 018
SELECT rating_kw + 1, rating_kw - 0.5, -rating_kw FROM devices ORDER BY device_id;

-- 019
SELECT rating_kw * rating_kw FROM devices ORDER BY device_id;

-- 020
SELECT rating_kw / 3 FROM devices ORDER BY device_id;

-- 021
SELECT price * 1.2 FROM tariffs ORDER BY 1;

-- 022
SELECT SUM(price * quality) FROM tariffs, readings;

-- 023
SELECT MAX(price) * 2, MIN(price), SUM(price) FROM tariffs;

-- 024
SELECT GREATEST(rating_kw, 5), LEAST(rating_kw, 5), IFNULL(rating_kw, 0), NULLIF(rating_kw, 12.5) FROM devices ORDER BY device_id;

-- 025
SELECT COALESCE(rating_kw, 1.5) FROM devices ORDER BY device_id;

-- 026
SELECT DIV(CAST(rating_kw AS NUMERIC), 2) FROM devices ORDER BY device_id;

-- 027
SELECT MOD(rating_kw, 2) FROM devices ORDER BY device_id;

-- 028
SELECT rating_kw > 5, rating_kw = 12.5 FROM devices ORDER BY device_id;

-- 029
SELECT CAST(rating_kw AS INT64), SAFE_CAST(label AS FLOAT64) FROM devices ORDER BY device_id;

-- 030
SELECT FORMAT('%.2f', kwh) FROM readings WHERE device_id = 'm1' ORDER BY ts;

-- 031
SELECT FORMAT('%t', kwh), FORMAT('%T', device_id) FROM readings WHERE device_id = 'm1' ORDER BY ts;

-- 032
SELECT FORMAT('%d', quality), FORMAT("%'d", quality * 10000) FROM readings ORDER BY ts, device_id;

-- 033
SELECT TO_JSON_STRING(r) FROM devices r ORDER BY device_id;

-- 034
SELECT TO_JSON_STRING(kwh), TO_JSON_STRING(ts), TO_JSON_STRING(device_id) FROM readings ORDER BY device_id, ts;

-- 035
SELECT CONCAT(device_id, CAST(quality AS STRING)) FROM readings ORDER BY 1;

-- 036
SELECT device_id || '-' || kind FROM devices ORDER BY 1;

-- 037
SELECT SUBSTR(device_id, 2), LEFT(label, 3), LPAD(device_id, 5, '0'), SPLIT(label, ' ')[SAFE_OFFSET(0)] FROM devices ORDER BY device_id;

-- 038
SELECT REGEXP_REPLACE(label, r'[^a-z]', ''), REGEXP_CONTAINS(label, r'(?i)HAUPT') FROM devices ORDER BY device_id;

-- 039
SELECT LOWER(label), TRIM(label), REVERSE(device_id), STARTS_WITH(label, 'H') FROM devices ORDER BY device_id;

-- 040
SELECT building_id, COUNT(DISTINCT device_id), ARRAY_AGG(device_id ORDER BY device_id) FROM devices GROUP BY 1 ORDER BY 1;

-- 041
SELECT ARRAY_AGG(rating_kw) FROM (SELECT rating_kw FROM devices WHERE rating_kw IS NOT NULL ORDER BY 1);

-- 042
SELECT ARRAY_CONCAT_AGG(tags) FROM devices;

-- 043
SELECT EXTRACT(DATE FROM ts AT TIME ZONE 'Europe/Zurich') d, COUNT(*) FROM readings GROUP BY d ORDER BY d;

-- 044
SELECT EXTRACT(YEAR FROM ts), EXTRACT(WEEK(MONDAY) FROM ts), EXTRACT(ISOYEAR FROM ts) FROM readings ORDER BY ts, device_id;

-- 045
SELECT TIMESTAMP_DIFF(MAX(ts), MIN(ts), HOUR) FROM readings;

-- 046
SELECT DATE_DIFF(MAX(DATE(ts)), MIN(DATE(ts)), DAY) + 1 FROM readings;

-- 047
SELECT DATE_DIFF(CURRENT_DATE(), CURRENT_DATE('UTC'), DAY), CURRENT_TIMESTAMP() > TIMESTAMP '2020-01-01';

-- 048
SELECT TIMESTAMP_ADD(ts, INTERVAL quality HOUR) FROM readings ORDER BY 1;

-- 049
SELECT ts BETWEEN TIMESTAMP '2024-10-27' AND TIMESTAMP '2024-10-28' FROM weather ORDER BY ts;

-- 050
SELECT COUNT(*) FROM weather WHERE ts >= '2024-10-27' AND DATE(ts) = '2024-10-27';

-- 051
SELECT UNIX_MILLIS(ts), UNIX_SECONDS(ts) FROM weather ORDER BY 1;

-- 052
SELECT DATETIME(ts, 'America/New_York') FROM weather ORDER BY 1;

-- 053
SELECT DATETIME_DIFF(DATETIME(MAX(ts)), DATETIME(MIN(ts)), MINUTE) FROM weather;

-- 054
SELECT FORMAT_DATE('%Y-%m', DATE(ts)) m, SUM(wind) FROM weather GROUP BY m ORDER BY m;

-- 055
SELECT FORMAT_TIMESTAMP('%H:00', ts, 'Asia/Kolkata') m, SUM(wind) FROM weather GROUP BY 1 ORDER BY 1;

-- 056
SELECT w.ts, (SELECT AS STRUCT r.kwh, r.quality FROM readings r WHERE r.ts = w.ts AND r.device_id = 'm1').kwh FROM weather w ORDER BY 1;

-- 057
WITH a AS (SELECT device_id, [STRUCT(ts AS t, kwh AS k)] AS rs FROM readings) SELECT device_id, r.t, r.k FROM a, UNNEST(rs) r ORDER BY 1, 2;

-- 058
WITH a AS (SELECT device_id, ARRAY_AGG(STRUCT(ts, kwh) ORDER BY ts) AS rs FROM readings GROUP BY 1) SELECT device_id, rs[OFFSET(0)].kwh, (SELECT SUM(r.kwh) FROM UNNEST(rs) r), (SELECT COUNT(*) FROM UNNEST(rs)) FROM a ORDER BY 1;

-- 059
WITH a AS (SELECT device_id, ARRAY_AGG(STRUCT(ts, kwh) ORDER BY ts LIMIT 2) AS rs FROM readings GROUP BY 1) SELECT * FROM a, UNNEST(rs) ORDER BY 1, ts;

-- 060
SELECT * FROM UNNEST([1,2]) AS x CROSS JOIN UNNEST(['a','b']) AS y ORDER BY x, y;

-- 061
SELECT * FROM UNNEST([10,20]) AS x WITH OFFSET ORDER BY offset;

-- 062
SELECT x, off FROM UNNEST([STRUCT(1 AS a),STRUCT(2)]) AS x WITH OFFSET off ORDER BY off;

-- 063
SELECT ARRAY(SELECT AS STRUCT device_id, kwh FROM readings WHERE quality = 3 ORDER BY ts, device_id LIMIT 3);

-- 064
SELECT SUM(kwh) OVER (PARTITION BY device_id ORDER BY ts ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) s FROM readings ORDER BY device_id, ts;

-- 065
SELECT SUM(quality) OVER (ORDER BY kwh) s FROM readings WHERE device_id = 'm3' ORDER BY ts;

-- 066
SELECT COUNT(*) OVER (ORDER BY UNIX_MILLIS(ts) RANGE BETWEEN 3600000 PRECEDING AND 3600000 FOLLOWING) FROM weather ORDER BY ts;

-- 067
SELECT LEAD(temperature_c, 2, -99) OVER (ORDER BY ts), FIRST_VALUE(temperature_c IGNORE NULLS) OVER (ORDER BY ts ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM weather ORDER BY ts;

-- 068
SELECT STRING_AGG(device_id, ', ' ORDER BY rating_kw DESC) FROM devices;

-- 069
SELECT kind, STRING_AGG(label, ';' ORDER BY device_id) FROM devices GROUP BY kind ORDER BY kind;

-- 070
SELECT COUNT(DISTINCT IF(quality = 0, device_id, NULL)) FROM readings;

-- 071
SELECT COUNTIF(quality = 0) OVER (PARTITION BY device_id) FROM readings ORDER BY device_id, ts;

-- 072
SELECT AVG(kwh) OVER (PARTITION BY device_id ORDER BY ts ROWS 2 PRECEDING) FROM readings WHERE device_id = 'm2' ORDER BY ts;

-- 073
SELECT SUM(SUM(quality)) OVER (ORDER BY device_id) FROM readings GROUP BY device_id ORDER BY device_id;

-- 074
SELECT device_id, SUM(kwh) / SUM(SUM(kwh)) OVER () AS share FROM readings WHERE device_id < 'm3' GROUP BY 1 ORDER BY 1;

-- 075
SELECT CASE WHEN quality IN (0, 1) THEN 'a' ELSE 'b' END AS q, COUNT(*) FROM readings GROUP BY q ORDER BY q;

-- 076
SELECT 1 AS a UNION ALL SELECT 2.5 ORDER BY a;

-- 077
SELECT 1 AS a UNION DISTINCT SELECT 1 UNION DISTINCT SELECT 2 ORDER BY a;

-- 078
SELECT IF(kwh > 2, 'hi', 'lo') b, AVG(kwh) FROM readings WHERE device_id = 'm2' GROUP BY b ORDER BY b;

-- 079
SELECT CAST('2024-01-01 00:00:00' AS TIMESTAMP), CAST('2024-01-01' AS DATE), CAST(' 5 ' AS INT64);

-- 080
SELECT device_id, installed, installed > DATE '2021-01-01', CAST(installed AS TIMESTAMP) FROM devices ORDER BY installed, 1;

-- 081
SELECT DATE_TRUNC(installed, WEEK), LAST_DAY(installed), FORMAT_DATE('%A', installed), EXTRACT(DAYOFYEAR FROM installed) FROM devices ORDER BY device_id;

-- 082
SELECT opened, DATE(opened), TIME(opened), FORMAT_DATETIME('%c', opened), CAST(opened AS STRING), DATETIME_ADD(opened, INTERVAL 90 MINUTE) FROM buildings ORDER BY 1;

-- 083
SELECT area_m2 / beds, SAFE_DIVIDE(beds, area_m2), IEEE_DIVIDE(beds, area_m2) FROM buildings ORDER BY building_id;

-- 084
SELECT MAX(IF(quality = 1, kwh, NULL)) AS a, MIN(IF(quality = 1, ts, NULL)) AS b FROM readings;

-- 085
SELECT a.ts FROM weather a LEFT JOIN weather b ON a.ts = TIMESTAMP_ADD(b.ts, INTERVAL 24 HOUR) WHERE b.ts IS NULL ORDER BY 1;

-- 086
SELECT LOGICAL_OR(kwh IS NULL), LOGICAL_AND(quality < 9) FROM readings;

-- 087
SELECT VAR_SAMP(temperature_c), STDDEV_POP(wind), COVAR_POP(temperature_c, wind), CORR(temperature_c, wind) FROM weather;

-- 088
SELECT TIMESTAMP_TRUNC(ts, DAY, b.zone), COUNT(*) FROM readings, buildings b GROUP BY 1 ORDER BY 1;

-- 089
SELECT TIMESTAMP_TRUNC(ts, HOUR, b.zone), COUNT(*) FROM readings, buildings b GROUP BY 1 ORDER BY 1;

-- 090
SELECT EXTRACT(HOUR FROM ts AT TIME ZONE b.zone) h, COUNT(*) FROM readings, buildings b GROUP BY h ORDER BY h;

-- 091
SELECT GENERATE_ARRAY(0, quality) FROM readings ORDER BY ts, device_id;

-- 092
SELECT x FROM UNNEST(GENERATE_ARRAY(1, 3)) x UNION ALL SELECT quality FROM readings ORDER BY 1;

-- 093
SELECT JSON_VALUE(payload, '$.phase.b[1]') v, SUM(CAST(JSON_VALUE(payload, '$.volt') AS FLOAT64)) FROM readings GROUP BY v ORDER BY v;

-- 094
SELECT v FROM readings, UNNEST(JSON_EXTRACT_ARRAY(payload, '$.phase.b')) v ORDER BY v;

-- 095
SELECT kwh = 1.0, kwh IN (1.0, 2.5), kwh <> kwh FROM readings ORDER BY device_id, ts;

-- 096
SELECT CASE kwh WHEN 1.0 THEN 'one' END FROM readings ORDER BY device_id, ts;

-- 097
SELECT * FROM devices WHERE building_id = 'b1' AND (kind = 'main' OR rating_kw < 8) ORDER BY device_id;

-- 098
SELECT d.*, b.name FROM devices d JOIN buildings b ON d.building_id = b.building_id ORDER BY d.device_id;

-- 099
SELECT HOUR FROM (SELECT EXTRACT(HOUR FROM ts) AS hour FROM weather) ORDER BY 1;

-- 100
SELECT SAFE.PARSE_TIMESTAMP('%F', label), SAFE.SUBSTR(label, 1, -1) FROM devices ORDER BY device_id;

