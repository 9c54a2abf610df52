-- 00
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.b');

-- 01
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a');

-- 02
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c');

-- 03
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c[1]');

-- 04
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.s');

-- 05
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.n');

-- 06
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.t');

-- 07
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.f');

-- 08
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.zz');

-- 09
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$');

-- 10
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c[9]');

-- 11
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.b');

-- 12
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a');

-- 13
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c');

-- 14
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c[1]');

-- 15
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.s');

-- 16
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.n');

-- 17
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.t');

-- 18
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.f');

-- 19
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.zz');

-- 20
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$');

-- 21
SELECT JSON_QUERY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c[9]');

-- 22
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.b');

-- 23
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a');

-- 24
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c');

-- 25
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c[1]');

-- 26
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.s');

-- 27
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.n');

-- 28
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.t');

-- 29
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.f');

-- 30
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.zz');

-- 31
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$');

-- 32
SELECT JSON_EXTRACT('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c[9]');

-- 33
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.b');

-- 34
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a');

-- 35
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c');

-- 36
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c[1]');

-- 37
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.s');

-- 38
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.n');

-- 39
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.t');

-- 40
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.f');

-- 41
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.zz');

-- 42
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$');

-- 43
SELECT JSON_EXTRACT_SCALAR('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a.c[9]');

-- 44
SELECT JSON_VALUE(JSON '{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.s');

-- 45
SELECT JSON_QUERY(JSON '{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}', '$.a');

-- 46
SELECT JSON_EXTRACT_ARRAY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}','$.a.c');

-- 47
SELECT JSON_QUERY_ARRAY('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}','$.a.c');

-- 48
SELECT JSON_VALUE('not json','$.a');

-- 49
SELECT JSON_VALUE(NULL,'$.a');

-- 50
SELECT JSON_QUERY('not json','$.a');

-- 51
SELECT JSON_VALUE('{"a":{"b":1,"c":[1,2.50,"x"]},"s":"hi","n":null,"t":true,"f":1e3}');

-- 52
SELECT JSON_VALUE('5');

-- 53
SELECT CAST(JSON_VALUE('{"v":"230.5"}','$.v') AS FLOAT64);

-- 54
SELECT TO_JSON_STRING(1);

-- 55
SELECT TO_JSON_STRING('a"b');

-- 56
SELECT TO_JSON_STRING(1.5);

-- 57
SELECT TO_JSON_STRING(1.0);

-- 58
SELECT TO_JSON_STRING(STRUCT(1 AS a,'x' AS b));

-- 59
SELECT TO_JSON_STRING([1,2]);

-- 60
SELECT TO_JSON_STRING(NULL);

-- 61
SELECT TO_JSON_STRING(DATE '2024-01-01');

-- 62
SELECT TO_JSON_STRING(TRUE);

-- 63
SELECT TO_JSON_STRING(STRUCT(1.5 AS a));

-- 64
SELECT TO_JSON_STRING(TIMESTAMP '2024-01-01');

-- 65
SELECT TO_JSON_STRING(STRUCT(CAST(NULL AS STRING) AS a));

-- 66
SELECT JSON_VALUE('{"a b":1}', '$."a b"');

-- 67
SELECT JSON_VALUE_ARRAY('["a","b"]');

-- 68
SELECT JSON_VALUE('{"a":"x\\u00e9"}','$.a');

-- 69
SELECT JSON_TYPE(JSON '1');

