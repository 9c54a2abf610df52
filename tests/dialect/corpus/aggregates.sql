-- 00
SELECT COUNT(*), COUNT(x), COUNT(DISTINCT g) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 01
SELECT COUNTIF(x>1) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 02
SELECT SUM(x), SUM(n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 03
SELECT AVG(n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 04
SELECT MIN(x), MAX(x) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 05
SELECT MIN(n), MAX(n), MIN(g) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 06
SELECT g, MIN(x), MAX(x), AVG(x) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]) GROUP BY g;

-- 07
SELECT STDDEV(n), STDDEV_POP(n), VARIANCE(n), VAR_POP(n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 08
SELECT CORR(n,n*2), COVAR_POP(n,n), COVAR_SAMP(n,n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 09
SELECT LOGICAL_AND(n>0), LOGICAL_OR(n>3) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 10
SELECT BIT_AND(n), BIT_OR(n), BIT_XOR(n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 11
SELECT ANY_VALUE(g HAVING MAX n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 12
SELECT ANY_VALUE(g HAVING MIN n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 13
SELECT ARRAY_AGG(n IGNORE NULLS ORDER BY n DESC LIMIT 2) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 14
SELECT STRING_AGG(g ORDER BY g) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 15
SELECT SUM(DISTINCT n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 16
SELECT SUM(IF(g='a',x,0)) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 17
SELECT AVG(CAST(x AS NUMERIC))  FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]);

-- 18
SELECT COUNT(*), COUNTIF(x>1) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]) WHERE g='zz';

-- 19
SELECT SUM(x), AVG(x), MIN(x) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]) WHERE g='zz';

-- 20
SELECT CORR(x,n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]) WHERE g='zz';

-- 21
SELECT LOGICAL_AND(x>1) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]) WHERE g='zz';

-- 22
SELECT STRING_AGG(g) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]) WHERE g='zz';

-- 23
SELECT STDDEV(x) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]) WHERE g='zz';

-- 24
SELECT CORR(x,n), COVAR_SAMP(x,n), COVAR_POP(x,n) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]) WHERE g='c';

-- 25
SELECT STDDEV(x), STDDEV_POP(x), VAR_SAMP(x) FROM UNNEST([STRUCT('a' AS g, 1.5 AS x, 2 AS n),('a',2.5,NULL),('b',CAST('nan' AS FLOAT64),3),('b',NULL,4),('c',-1.0,1)]) WHERE g='c';

-- 26
SELECT SUM(v), AVG(v), MIN(v) FROM UNNEST([NUMERIC '1.1', NUMERIC '2.2', NUMERIC '3.4']) v;

-- 27
SELECT AVG(rating_kw), SUM(rating_kw)*2, SUM(rating_kw)/3 FROM devices;

-- 28
SELECT MAX(rating_kw)/2 FROM devices;

-- 29
SELECT SUM(9223372036854775807) FROM UNNEST([1,2]);

