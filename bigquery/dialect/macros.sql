-- What DuckDB lacks of GoogleSQL, as macros of the attached in-memory database bq. Each is expanded
-- when a query is bound. typeof() of a bound expression is a constant, so a branch for another type
-- costs nothing; a branch that must bind for every type goes through text.

-- Raises with a message; a cast and not error(), which is volatile and so is refused in a window's order.
CREATE OR REPLACE MACRO bq.fail(message) AS (message)::INTEGER;
CREATE OR REPLACE MACRO bq.fail_text(message) AS (message)::INTEGER::VARCHAR;
CREATE OR REPLACE MACRO bq.fail_bool(message) AS (message)::BOOLEAN;

-- NaN. hash() takes any type, so this binds for any column; false for all but FLOAT64.
CREATE OR REPLACE MACRO bq.nan(x) AS (typeof(x) = 'DOUBLE' AND hash(x) = hash('nan'::DOUBLE));
CREATE OR REPLACE MACRO bq.is_nan(x) AS isnan(x::DOUBLE);
CREATE OR REPLACE MACRO bq.is_inf(x) AS isinf(x::DOUBLE);
CREATE OR REPLACE MACRO bq.min(lo, hi) AS CASE WHEN bq.nan(hi) THEN hi ELSE lo END;
CREATE OR REPLACE MACRO bq.need(x, kind, what) AS CASE WHEN typeof(x) IN (kind, '"NULL"', 'NULL') THEN x ELSE error(what || ' here needs ' || kind || ', not ' || typeof(x)) END;

CREATE OR REPLACE MACRO bq.text_only(x, what) AS CASE WHEN typeof(x) IN ('VARCHAR', '"NULL"') THEN x::VARCHAR ELSE bq.fail_text(what || ' is translated for STRING only, not ' || typeof(x)) END;
CREATE OR REPLACE MACRO bq.day_only(x, what) AS CASE WHEN typeof(x) IN ('DATE', 'VARCHAR', '"NULL"') THEN x::DATE ELSE (what || ' needs a DATE, not ' || typeof(x))::DATE END;
CREATE OR REPLACE MACRO bq.datetime_only(x, what) AS CASE WHEN typeof(x) IN ('DATE', 'TIMESTAMP', 'VARCHAR', '"NULL"') THEN x::TIMESTAMP ELSE (what || ' needs a DATETIME, not ' || typeof(x))::TIMESTAMP END;
CREATE OR REPLACE MACRO bq.instant_only(x, what) AS CASE WHEN typeof(x) IN ('TIMESTAMP WITH TIME ZONE', 'VARCHAR', '"NULL"') THEN x::TIMESTAMPTZ ELSE (what || ' needs a TIMESTAMP, not ' || typeof(x))::TIMESTAMPTZ END;
-- Numbers
CREATE OR REPLACE MACRO bq.fdiv(a, b) AS a::DOUBLE / b::DOUBLE;
CREATE OR REPLACE MACRO bq.safe_fdiv(a, b) AS CASE WHEN b = 0 THEN NULL ELSE a::DOUBLE / b::DOUBLE END;
CREATE OR REPLACE MACRO bq.ndiv(a, b) AS bq_numeric_divide(a::DECIMAL(38,9), b::DECIMAL(38,9));
CREATE OR REPLACE MACRO bq.safe_ndiv(a, b) AS CASE WHEN b = 0 THEN NULL ELSE bq_numeric_divide(a::DECIMAL(38,9), b::DECIMAL(38,9)) END;
CREATE OR REPLACE MACRO bq.nmul(a, b) AS CASE WHEN abs(a::DOUBLE * b::DOUBLE) < 1e19 THEN round(a::DECIMAL(38,9) * b::DECIMAL(38,9), 9)::DECIMAL(38,9) ELSE bq_numeric_multiply(a::DECIMAL(38,9), b::DECIMAL(38,9)) END;
CREATE OR REPLACE MACRO bq.div(k DECIMAL(38,9), a, b) AS bq.ndiv(a, b), (k DOUBLE, a, b) AS bq.fdiv(a, b), (k BIGINT, a, b) AS bq.fdiv(a, b), (k HUGEINT, a, b) AS bq.fdiv(a, b);
CREATE OR REPLACE MACRO bq.safe_div(k DECIMAL(38,9), a, b) AS bq.safe_ndiv(a, b), (k DOUBLE, a, b) AS bq.safe_fdiv(a, b), (k BIGINT, a, b) AS bq.safe_fdiv(a, b), (k HUGEINT, a, b) AS bq.safe_fdiv(a, b);
CREATE OR REPLACE MACRO bq.mul(k DECIMAL(38,9), a, b) AS bq.nmul(a, b), (k DOUBLE, a, b) AS a * b, (k BIGINT, a, b) AS a * b, (k HUGEINT, a, b) AS a * b;
CREATE OR REPLACE MACRO bq.ieee_divide(a, b) AS CASE WHEN b::DOUBLE <> 0 THEN a::DOUBLE / b::DOUBLE WHEN a IS NULL OR b IS NULL THEN NULL WHEN isnan(a::DOUBLE) OR a = 0 THEN 'nan'::DOUBLE WHEN (a > 0) = ((b::DOUBLE::VARCHAR)[1] <> '-') THEN 'inf'::DOUBLE ELSE '-inf'::DOUBLE END;
CREATE OR REPLACE MACRO bq.int_div(a, b) AS CASE WHEN b = 0 THEN bq.fail('division by zero') ELSE a // b END;
CREATE OR REPLACE MACRO bq.idiv(k DECIMAL(38,9), a, b) AS bq_numeric_div(a::DECIMAL(38,9), b::DECIMAL(38,9)), (k BIGINT, a, b) AS bq.int_div(a, b), (k HUGEINT, a, b) AS bq.int_div(a, b);
CREATE OR REPLACE MACRO bq.int_mod(a, b) AS CASE WHEN b = 0 THEN bq.fail('division by zero in MOD') ELSE a % b END;
CREATE OR REPLACE MACRO bq.mod(k DECIMAL(38,9), a, b) AS CASE WHEN b = 0 THEN bq.fail('division by zero in MOD') ELSE a::DECIMAL(38,9) % b::DECIMAL(38,9) END, (k BIGINT, a, b) AS bq.int_mod(a, b), (k HUGEINT, a, b) AS bq.int_mod(a, b);
CREATE OR REPLACE MACRO bq.fsqrt(x) AS CASE WHEN x < 0 AND NOT isnan(x::DOUBLE) THEN bq.fail('SQRT of a negative number') ELSE sqrt(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.sqrt(x DECIMAL(38,9)) AS bq_numeric_sqrt(x), (x DOUBLE) AS bq.fsqrt(x), (x BIGINT) AS bq.fsqrt(x), (x HUGEINT) AS bq.fsqrt(x);
CREATE OR REPLACE MACRO bq.fln(x) AS CASE WHEN x = '-inf'::DOUBLE THEN 'nan'::DOUBLE WHEN x <= 0 THEN bq.fail('LN of a number that is not positive') ELSE ln(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.ln(x DECIMAL(38,9)) AS bq_numeric_ln(x), (x DOUBLE) AS bq.fln(x), (x BIGINT) AS bq.fln(x), (x HUGEINT) AS bq.fln(x);
CREATE OR REPLACE MACRO bq.flog10(x) AS CASE WHEN x = '-inf'::DOUBLE THEN 'nan'::DOUBLE WHEN x <= 0 THEN bq.fail('LOG10 of a number that is not positive') ELSE log10(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.log10(x DECIMAL(38,9)) AS bq_numeric_log10(x), (x DOUBLE) AS bq.flog10(x), (x BIGINT) AS bq.flog10(x), (x HUGEINT) AS bq.flog10(x);
CREATE OR REPLACE MACRO bq.log(x) AS bq.fln(x), (x, b) AS CASE WHEN isnan(x::DOUBLE) OR isnan(b::DOUBLE) OR isinf(b::DOUBLE) OR x = '-inf'::DOUBLE THEN CASE WHEN x IS NOT NULL AND b IS NOT NULL THEN 'nan'::DOUBLE END WHEN x <= 0 OR b <= 0 OR b = 1 THEN bq.fail('LOG of a number that is not positive') ELSE ln(x::DOUBLE) / ln(b::DOUBLE) END;
CREATE OR REPLACE MACRO bq.safe_sqrt(x) AS CASE WHEN x < 0 THEN NULL ELSE sqrt(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.safe_ln(x) AS CASE WHEN x = '-inf'::DOUBLE THEN 'nan'::DOUBLE WHEN x <= 0 THEN NULL ELSE ln(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.safe_log10(x) AS CASE WHEN x = '-inf'::DOUBLE THEN 'nan'::DOUBLE WHEN x <= 0 THEN NULL ELSE log10(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.safe_log(x) AS bq.safe_ln(x), (x, b) AS CASE WHEN isnan(x::DOUBLE) OR isnan(b::DOUBLE) OR isinf(b::DOUBLE) OR x = '-inf'::DOUBLE THEN CASE WHEN x IS NOT NULL AND b IS NOT NULL THEN 'nan'::DOUBLE END WHEN x <= 0 OR b <= 0 OR b = 1 THEN NULL ELSE ln(x::DOUBLE) / ln(b::DOUBLE) END;
CREATE OR REPLACE MACRO bq.fexp(x) AS CASE WHEN x::DOUBLE > 709.782712893384 AND NOT isinf(x::DOUBLE) AND NOT isnan(x::DOUBLE) THEN bq.fail('EXP overflows') ELSE exp(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.exp(x DECIMAL(38,9)) AS bq_numeric_exp(x), (x DOUBLE) AS bq.fexp(x), (x BIGINT) AS bq.fexp(x), (x HUGEINT) AS bq.fexp(x);
CREATE OR REPLACE MACRO bq.trunc_digits(x, n) AS CASE WHEN isnan(x::DOUBLE) THEN x::DOUBLE ELSE bq_trunc_digits(x::DOUBLE, n) END;
CREATE OR REPLACE MACRO bq.fround(x, n) AS CASE WHEN isnan(x::DOUBLE) THEN x::DOUBLE ELSE bq_round_digits(x::DOUBLE, n) END;
CREATE OR REPLACE MACRO bq.round(x DECIMAL(38,9)) AS round(x, 0)::DECIMAL(38,9), (x DOUBLE) AS round(x), (x BIGINT) AS x::DOUBLE, (x HUGEINT) AS x::DOUBLE,
  (x DECIMAL(38,9), n) AS bq_numeric_round(x, n), (x DOUBLE, n) AS bq.fround(x, n), (x BIGINT, n) AS bq.fround(x, n), (x HUGEINT, n) AS bq.fround(x, n);
CREATE OR REPLACE MACRO bq.trunc(x DECIMAL(38,9)) AS bq_numeric_trunc(x, 0), (x DOUBLE) AS trunc(x), (x BIGINT) AS x::DOUBLE, (x HUGEINT) AS x::DOUBLE,
  (x DECIMAL(38,9), n) AS bq_numeric_trunc(x, n), (x DOUBLE, n) AS bq.trunc_digits(x, n), (x BIGINT, n) AS bq.trunc_digits(x, n), (x HUGEINT, n) AS bq.trunc_digits(x, n);
-- GoogleSQL moves the mean from row to row: after an infinity there is no number any more.
CREATE OR REPLACE MACRO bq.moved(m, n, last_) AS CASE WHEN isinf(m::DOUBLE) AND n > 1 AND NOT isinf(last_::DOUBLE) THEN 'nan'::DOUBLE ELSE m END;
CREATE OR REPLACE MACRO bq.avg(s DECIMAL(38,9), m, n, last_) AS bq.ndiv(s, nullif(n, 0)), (s DOUBLE, m, n, last_) AS bq.moved(m, n, last_), (s BIGINT, m, n, last_) AS m, (s HUGEINT, m, n, last_) AS m;
CREATE OR REPLACE MACRO bq.beside(k DECIMAL(38,9), d, n) AS n, (k DOUBLE, d, n) AS d, (k BIGINT, d, n) AS d, (k HUGEINT, d, n) AS d, (k, d, n) AS d;

CREATE OR REPLACE MACRO bq.sign(x) AS CASE WHEN bq.nan(x) THEN x WHEN x > 0 THEN 1 WHEN x < 0 THEN -1 WHEN x = 0 THEN 0 END;
CREATE OR REPLACE MACRO bq.range_bucket(x, a) AS CASE WHEN x IS NULL OR a IS NULL OR bq.nan(x) THEN NULL ELSE len(list_filter(a, lambda e: e <= x)) END;
CREATE OR REPLACE MACRO bq.to_int(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN bq_text_to_int(x::VARCHAR) WHEN bq.nan(x) THEN bq.fail('int64 overflow') WHEN typeof(x) = 'DOUBLE' THEN bq_float_to_int(TRY_CAST(x::VARCHAR AS DOUBLE)) WHEN typeof(x)[1:7] = 'DECIMAL' THEN bq_decimal_to_int(x::VARCHAR) WHEN typeof(x) = 'BOOLEAN' THEN (x::VARCHAR = 'true')::BIGINT ELSE x::VARCHAR::BIGINT END;
CREATE OR REPLACE MACRO bq.safe_to_int(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN bq_safe_text_to_int(x::VARCHAR) WHEN typeof(x) = 'DOUBLE' THEN bq_safe_float_to_int(TRY_CAST(x::VARCHAR AS DOUBLE)) WHEN typeof(x)[1:7] = 'DECIMAL' THEN bq_safe_decimal_to_int(x::VARCHAR) WHEN typeof(x) = 'BOOLEAN' THEN (x::VARCHAR = 'true')::BIGINT ELSE TRY_CAST(x::VARCHAR AS BIGINT) END;
CREATE OR REPLACE MACRO bq.to_float(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN CASE WHEN regexp_matches(lower(x::VARCHAR), '^\s*[+-]?nan\s*$') THEN 'nan'::DOUBLE ELSE bq_text_to_float(x::VARCHAR) END WHEN typeof(x) = 'BOOLEAN' THEN bq.fail('no CAST from BOOL to FLOAT64') ELSE x::DOUBLE END;
CREATE OR REPLACE MACRO bq.safe_to_float(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN CASE WHEN regexp_matches(lower(x::VARCHAR), '^\s*[+-]?nan\s*$') THEN 'nan'::DOUBLE ELSE bq_safe_text_to_float(x::VARCHAR) END ELSE x::DOUBLE END;
CREATE OR REPLACE MACRO bq.to_bool(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN CASE lower(x::VARCHAR) WHEN 'true' THEN true WHEN 'false' THEN false ELSE CASE WHEN x IS NULL THEN NULL ELSE bq.fail_bool('Bad bool value') END END ELSE x::VARCHAR NOT IN ('0', 'false') END;
CREATE OR REPLACE MACRO bq.safe_to_bool(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN CASE lower(x::VARCHAR) WHEN 'true' THEN true WHEN 'false' THEN false END ELSE x::VARCHAR NOT IN ('0', 'false') END;
CREATE OR REPLACE MACRO bq.to_numeric(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN bq_text_to_numeric(x::VARCHAR) WHEN bq.nan(x) THEN bq.fail('Illegal conversion of non-finite number to numeric') WHEN typeof(x) = 'DOUBLE' THEN bq_float_to_numeric(TRY_CAST(x::VARCHAR AS DOUBLE)) ELSE TRY_CAST(x::VARCHAR AS DECIMAL(38,9)) END;
CREATE OR REPLACE MACRO bq.safe_to_numeric(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN bq_safe_text_to_numeric(x::VARCHAR) WHEN typeof(x) = 'DOUBLE' THEN bq_safe_float_to_numeric(TRY_CAST(x::VARCHAR AS DOUBLE)) ELSE TRY_CAST(x::VARCHAR AS DECIMAL(38,9)) END;

-- Text
CREATE OR REPLACE MACRO bq.str(x) AS CASE
  WHEN typeof(x) = 'VARCHAR' THEN x::VARCHAR
  WHEN typeof(x) IN ('BIGINT', 'INTEGER', 'HUGEINT', 'DATE', 'BOOLEAN', '"NULL"') THEN x::VARCHAR
  WHEN typeof(x) = 'DOUBLE' THEN CASE WHEN bq.nan(x) THEN 'nan' ELSE bq_float_text(TRY_CAST(x::VARCHAR AS DOUBLE)) END
  WHEN typeof(x)[1:7] = 'DECIMAL' THEN regexp_replace(regexp_replace(x::VARCHAR, '(\.\d*?)0+$', '\1'), '\.$', '')
  WHEN typeof(x) IN ('TIMESTAMP', 'TIME', 'TIMESTAMP WITH TIME ZONE') THEN bq_time_text(x::VARCHAR)
  WHEN typeof(x) = 'BLOB' THEN bq_blob_text(x::VARCHAR)
  ELSE bq.fail_text('CAST to STRING of ' || typeof(x) || ' is not translated') END;
CREATE OR REPLACE MACRO bq.safe_str(x) AS CASE WHEN typeof(x) = 'BLOB' THEN bq_safe_blob_text(x::VARCHAR) ELSE bq.str(x) END;
CREATE OR REPLACE MACRO bq.str_at(x, tz) AS bq_instant_text(epoch_us(bq.instant_only(x, 'CAST AT TIME ZONE')), tz);
CREATE OR REPLACE MACRO bq.to_bytes(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN encode(x::VARCHAR) ELSE x::VARCHAR::BLOB END;
CREATE OR REPLACE MACRO bq.substr3(s, p, n) AS CASE WHEN p IS NULL OR n IS NULL THEN NULL WHEN n < 0 THEN bq.fail_text('SUBSTR of a negative length') WHEN p < 0 AND -p > length(s::VARCHAR) THEN (s::VARCHAR)[1:least(n, 2147483647)] WHEN p < 0 THEN substring(s::VARCHAR, (length(s::VARCHAR) + p + 1)::BIGINT, least(n, 2147483647)::BIGINT) ELSE substring(s::VARCHAR, greatest(p, 1)::BIGINT, least(n, 2147483647)::BIGINT) END;
CREATE OR REPLACE MACRO bq.cut(b, p, n) AS unhex(CASE WHEN p IS NULL OR n IS NULL THEN NULL WHEN n < 0 THEN bq.fail_text('SUBSTR of a negative length') WHEN p < 0 AND -p > octet_length(b) THEN substring(hex(b), 1, 2 * least(n, 1000000000)) ELSE substring(hex(b), CASE WHEN p < 0 THEN 2 * (octet_length(b) + p) + 1 ELSE 2 * greatest(p, 1) - 1 END, 2 * least(n, 1000000000)) END);
CREATE OR REPLACE MACRO bq.substr(s VARCHAR, p) AS bq.substr3(s, p, 2147483647), (s VARCHAR, p, n) AS bq.substr3(s, p, n), (s BLOB, p) AS bq.cut(s, p, 1000000000), (s BLOB, p, n) AS bq.cut(s, p, n);
CREATE OR REPLACE MACRO bq.left(s VARCHAR, n) AS CASE WHEN n < 0 THEN bq.fail_text('LEFT of a negative length') ELSE left(s, n) END, (s BLOB, n) AS bq.cut(s, 1, n);
CREATE OR REPLACE MACRO bq.right(s VARCHAR, n) AS CASE WHEN n < 0 THEN bq.fail_text('RIGHT of a negative length') WHEN n = 0 THEN CASE WHEN s IS NULL THEN NULL ELSE '' END ELSE right(s, n) END, (s BLOB, n) AS bq.cut(s, CASE WHEN n = 0 THEN octet_length(s) + 1 ELSE -n END, n);
CREATE OR REPLACE MACRO bq.worded(x BLOB) AS x, (x) AS bq.str(x);
CREATE OR REPLACE MACRO bq.length(s) AS CASE WHEN typeof(s) = 'BLOB' THEN octet_length(s::VARCHAR::BLOB) ELSE length(s::VARCHAR) END;
CREATE OR REPLACE MACRO bq.byte_length(s) AS CASE WHEN typeof(s) = 'BLOB' THEN octet_length(s::VARCHAR::BLOB) ELSE octet_length(encode(s::VARCHAR)) END;
CREATE OR REPLACE MACRO bq.split_text(s, d) AS CASE WHEN s IS NULL OR d IS NULL THEN NULL WHEN s = '' THEN [''] WHEN d = '' THEN string_split(s, '') ELSE string_split(s, d) END;
CREATE OR REPLACE MACRO bq.split(s VARCHAR, d) AS bq.split_text(s, d), (s BLOB, d) AS list_transform(bq.split_text(bq_bytes_text(s), bq_bytes_text(d)), lambda e: bq_text_bytes(e));
CREATE OR REPLACE MACRO bq.upper(s VARCHAR) AS upper(replace(s, 'ß', 'SS')), (s BLOB) AS bq_upper_bytes(s);
CREATE OR REPLACE MACRO bq.lower(s VARCHAR) AS lower(s), (s BLOB) AS bq_lower_bytes(s);
CREATE OR REPLACE MACRO bq.replace_text(s, a, b) AS CASE WHEN a = '' THEN s ELSE replace(s, a, b) END;
CREATE OR REPLACE MACRO bq.replace(s VARCHAR, a, b) AS bq.replace_text(s, a, b), (s BLOB, a, b) AS bq_text_bytes(bq.replace_text(bq_bytes_text(s), bq_bytes_text(a), bq_bytes_text(b)));
CREATE OR REPLACE MACRO bq.regexp_extract(s, r, g) AS CASE WHEN regexp_matches(s, r) THEN regexp_extract(s, r, g) END;
CREATE OR REPLACE MACRO bq.starts_with(s VARCHAR, p) AS starts_with(s, p), (s BLOB, p) AS starts_with(bq_bytes_text(s), bq_bytes_text(p));
CREATE OR REPLACE MACRO bq.ends_with(s VARCHAR, p) AS ends_with(s, p), (s BLOB, p) AS ends_with(bq_bytes_text(s), bq_bytes_text(p));
CREATE OR REPLACE MACRO bq.strpos(s VARCHAR, p) AS strpos(s, p), (s BLOB, p) AS strpos(bq_bytes_text(s), bq_bytes_text(p));
CREATE OR REPLACE MACRO bq.lpad_text(s, n, p) AS CASE WHEN n < 0 OR p = '' THEN bq.fail_text('LPAD and RPAD need a length of 0 or more and a pattern') ELSE lpad(s, n::INTEGER, p) END;
CREATE OR REPLACE MACRO bq.lpad(s VARCHAR, n, p) AS bq.lpad_text(s, n, p), (s BLOB, n, p) AS bq_text_bytes(bq.lpad_text(bq_bytes_text(s), n, CASE WHEN typeof(p) = 'BLOB' THEN bq_bytes_text(p::BLOB) ELSE p::VARCHAR END));
CREATE OR REPLACE MACRO bq.rpad_text(s, n, p) AS CASE WHEN n < 0 OR p = '' THEN bq.fail_text('LPAD and RPAD need a length of 0 or more and a pattern') ELSE rpad(s, n::INTEGER, p) END;
CREATE OR REPLACE MACRO bq.rpad(s VARCHAR, n, p) AS bq.rpad_text(s, n, p), (s BLOB, n, p) AS bq_text_bytes(bq.rpad_text(bq_bytes_text(s), n, CASE WHEN typeof(p) = 'BLOB' THEN bq_bytes_text(p::BLOB) ELSE p::VARCHAR END));
CREATE OR REPLACE MACRO bq.repeat_text(s, n) AS CASE WHEN n < 0 THEN bq.fail_text('REPEAT of a negative count') ELSE repeat(s, n) END;
CREATE OR REPLACE MACRO bq.repeat(s VARCHAR, n) AS bq.repeat_text(s, n), (s BLOB, n) AS bq_text_bytes(bq.repeat_text(bq_bytes_text(s), n));
CREATE OR REPLACE MACRO bq.spaces() AS chr(32) || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(5760) || chr(8192) || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202) || chr(8232) || chr(8233) || chr(8239) || chr(8287) || chr(12288);
CREATE OR REPLACE MACRO bq.trim(s) AS trim(bq.text_only(s, 'TRIM'), bq.spaces()), (s VARCHAR, c) AS trim(s, c), (s BLOB, c) AS bq_trim_bytes(s, c, 'trim');
CREATE OR REPLACE MACRO bq.ltrim(s) AS ltrim(bq.text_only(s, 'LTRIM'), bq.spaces()), (s VARCHAR, c) AS ltrim(s, c), (s BLOB, c) AS bq_trim_bytes(s, c, 'ltrim');
CREATE OR REPLACE MACRO bq.rtrim(s) AS rtrim(bq.text_only(s, 'RTRIM'), bq.spaces()), (s VARCHAR, c) AS rtrim(s, c), (s BLOB, c) AS bq_trim_bytes(s, c, 'rtrim');
CREATE OR REPLACE MACRO bq.instr(s VARCHAR, t, p, n) AS bq_instr(s, t, p, n), (s BLOB, t, p, n) AS bq_instr(bq_bytes_text(s), bq_bytes_text(t), p, n);
CREATE OR REPLACE MACRO bq.to_hex(b) AS lower(hex(b::BLOB));
CREATE OR REPLACE MACRO bq.from_hex(s) AS unhex(s);
CREATE OR REPLACE MACRO bq.to_base64(b) AS to_base64(b::BLOB);
CREATE OR REPLACE MACRO bq.from_base64(s) AS from_base64(s);
CREATE OR REPLACE MACRO bq.md5(x) AS unhex(md5(bq.to_bytes(x)));
CREATE OR REPLACE MACRO bq.sha1(x) AS unhex(sha1(bq.to_bytes(x)));
CREATE OR REPLACE MACRO bq.sha256(x) AS unhex(sha256(bq.to_bytes(x)));
CREATE OR REPLACE MACRO bq.sha512(x) AS bq_sha512(bq.to_bytes(x));
CREATE OR REPLACE MACRO bq.farm_fingerprint(x) AS bq_farm_fingerprint(bq.to_bytes(x));
CREATE OR REPLACE MACRO bq.code_points_to_string(a) AS CASE WHEN len(list_filter(a, lambda e: e IS NULL)) > 0 THEN NULL ELSE coalesce(list_aggregate(list_transform(a, lambda e: chr(e::INTEGER)), 'string_agg', ''), CASE WHEN a IS NOT NULL THEN '' END) END;
CREATE OR REPLACE MACRO bq.points_of(s) AS CASE WHEN s = '' THEN []::BIGINT[] ELSE list_transform(string_split(s, ''), lambda e: ord(e)::BIGINT) END;
CREATE OR REPLACE MACRO bq.to_code_points(s VARCHAR) AS bq.points_of(s), (s BLOB) AS bq.points_of(bq_bytes_text(s));
CREATE OR REPLACE MACRO bq.ascii(s) AS CASE WHEN regexp_matches(s, '[^\x00-\x7f]') THEN bq.fail('ASCII of a text that is not ASCII') ELSE ascii(s)::BIGINT END;
CREATE OR REPLACE MACRO bq.chr(n) AS chr(n::INTEGER);

-- A step that is not written out may lead out of the years 1 to 9999, where GoogleSQL raises.
CREATE OR REPLACE MACRO bq.day_in_range(d) AS CASE WHEN d BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' OR d IS NULL THEN d ELSE ('date out of range')::DATE END;
CREATE OR REPLACE MACRO bq.local_in_range(t) AS CASE WHEN t BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999' OR t IS NULL THEN t ELSE ('datetime out of range')::TIMESTAMP END;
CREATE OR REPLACE MACRO bq.instant_in_range(t) AS CASE WHEN t BETWEEN TIMESTAMPTZ '0001-01-01 00:00:00+00' AND TIMESTAMPTZ '9999-12-31 23:59:59.999999+00' OR t IS NULL THEN t ELSE ('timestamp out of range')::TIMESTAMPTZ END;

-- Times. A local time that a zone has twice is the earlier instant.
CREATE OR REPLACE MACRO bq.zoned(t, tz) AS CASE
  WHEN timezone(tz, timezone(tz, t) - INTERVAL 1 HOUR) = t THEN timezone(tz, t) - INTERVAL 1 HOUR
  WHEN timezone(tz, timezone(tz, t) - INTERVAL 30 MINUTE) = t THEN timezone(tz, t) - INTERVAL 30 MINUTE
  ELSE timezone(tz, t) END;
CREATE OR REPLACE MACRO bq.to_date(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN bq_text_to_date(x::VARCHAR) ELSE x::DATE END;
CREATE OR REPLACE MACRO bq.safe_to_date(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN bq_safe_text_to_date(x::VARCHAR) ELSE TRY_CAST(x AS DATE) END;
CREATE OR REPLACE MACRO bq.to_timestamp(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN make_timestamptz(bq_text_to_timestamp(x::VARCHAR, 'UTC')) ELSE x::TIMESTAMPTZ END;
CREATE OR REPLACE MACRO bq.safe_to_timestamp(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN make_timestamptz(bq_safe_text_to_timestamp(x::VARCHAR, 'UTC')) ELSE x::TIMESTAMPTZ END;
CREATE OR REPLACE MACRO bq.to_timestamp_at(x, tz) AS CASE WHEN typeof(x) = 'VARCHAR' THEN make_timestamptz(bq_text_to_timestamp(x::VARCHAR, tz)) WHEN typeof(x) IN ('DATE', 'TIMESTAMP') THEN bq.zoned(x::VARCHAR::TIMESTAMP, tz) ELSE ('TIMESTAMP(value, zone) needs STRING, DATE or DATETIME')::TIMESTAMPTZ END;
CREATE OR REPLACE MACRO bq.to_datetime(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN make_timestamp(bq_text_to_datetime(x::VARCHAR)) WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN timezone('UTC', x::TIMESTAMPTZ) ELSE x::TIMESTAMP END;
CREATE OR REPLACE MACRO bq.safe_to_datetime(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN make_timestamp(bq_safe_text_to_datetime(x::VARCHAR)) WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN timezone('UTC', x::TIMESTAMPTZ) ELSE x::TIMESTAMP END;
CREATE OR REPLACE MACRO bq.to_time(x) AS CASE WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN timezone('UTC', x::TIMESTAMPTZ)::TIME WHEN typeof(x) = 'VARCHAR' THEN CASE WHEN regexp_matches(x::VARCHAR, '^\d{1,2}:\d{1,2}:\d{1,2}(\.\d*)?$') THEN bq.to_datetime('1970-01-01 ' || x::VARCHAR)::TIME WHEN x IS NOT NULL THEN ('Invalid time string')::TIME END ELSE x::TIME END;
CREATE OR REPLACE MACRO bq.floor_us(us, step) AS us - (us % step + step) % step;
CREATE OR REPLACE MACRO bq.trunc_us(x, step) AS make_timestamptz(bq.floor_us(epoch_us(x), step));
CREATE OR REPLACE MACRO bq.trunc_clock(x, part, tz) AS x - (timezone(tz, x) - date_trunc(part, timezone(tz, x)));
CREATE OR REPLACE MACRO bq.week_start(d, first) AS (d::DATE - ((isodow(d::DATE) - first + 7) % 7)::INTEGER)::DATE;
CREATE OR REPLACE MACRO bq.week_number(d, first) AS ((dayofyear(d) + 6 - (isodow(d) - first + 7) % 7) // 7)::BIGINT;
CREATE OR REPLACE MACRO bq.isoyear_start(d) AS date_trunc('week', make_date(isoyear(d::DATE), 1, 4))::DATE;
CREATE OR REPLACE MACRO bq.months(d) AS year(d) * 12 + month(d);
CREATE OR REPLACE MACRO bq.days(d) AS (d::DATE - DATE '1970-01-01')::BIGINT;
CREATE OR REPLACE MACRO bq.weeks(d, first) AS (bq.days(bq.week_start(d, first)) + 7000000) // 7;
CREATE OR REPLACE MACRO bq.span_us(a, b, unit) AS CASE WHEN unit = 1 THEN a - b ELSE (a - b) // unit END;
CREATE OR REPLACE MACRO bq.bounds_us(a, b, unit) AS (bq.floor_us(a, unit) - bq.floor_us(b, unit)) // unit;
CREATE OR REPLACE MACRO bq.unix(x, unit) AS bq.floor_us(epoch_us(x), unit) // unit;
CREATE OR REPLACE MACRO bq.from_unix(n, unit) AS bq.instant_in_range(make_timestamptz((n * unit)::BIGINT));

-- Arrays
CREATE OR REPLACE MACRO bq.at_offset(a, i) AS CASE WHEN a IS NULL OR i IS NULL THEN NULL WHEN i < 0 OR i >= len(a) THEN error('Array index out of bounds') ELSE a[i + 1] END;
CREATE OR REPLACE MACRO bq.at_ordinal(a, i) AS CASE WHEN a IS NULL OR i IS NULL THEN NULL WHEN i < 1 OR i > len(a) THEN error('Array index out of bounds') ELSE a[i] END;
CREATE OR REPLACE MACRO bq.safe_offset(a, i) AS CASE WHEN i < 0 THEN NULL ELSE a[i + 1] END;
CREATE OR REPLACE MACRO bq.safe_ordinal(a, i) AS CASE WHEN i < 1 THEN NULL ELSE a[i] END;
CREATE OR REPLACE MACRO bq.array_reverse(a) AS list_reverse(a);
CREATE OR REPLACE MACRO bq.array_to_string(a, d) AS CASE WHEN a IS NULL OR d IS NULL THEN NULL ELSE coalesce(list_aggregate(list_filter(a, lambda e: e IS NOT NULL), 'string_agg', d), '') END,
  (a, d, n) AS CASE WHEN a IS NULL OR d IS NULL OR n IS NULL THEN NULL ELSE coalesce(list_aggregate(list_transform(a, lambda e: coalesce(e, n)), 'string_agg', d), '') END;
CREATE OR REPLACE MACRO bq.series(a, b, s) AS CASE WHEN s = 0 THEN error('GENERATE_ARRAY with step 0') ELSE generate_series(a::BIGINT, b::BIGINT, s::BIGINT) END;
CREATE OR REPLACE MACRO bq.farray(a, b, s) AS CASE WHEN s = 0 THEN error('GENERATE_ARRAY with step 0') WHEN a IS NULL OR b IS NULL OR s IS NULL THEN NULL ELSE list_transform(range(0, greatest(floor((b - a) / s + 1e-12) + 1, 0)::BIGINT), lambda i: a::DOUBLE + i * s::DOUBLE) END;
CREATE OR REPLACE MACRO bq.narray(a, b, s) AS CASE WHEN s = 0 THEN error('GENERATE_ARRAY with step 0') WHEN a IS NULL OR b IS NULL OR s IS NULL THEN NULL WHEN (b - a) * sign(s) < 0 THEN [] ELSE list_transform(range(0, bq_numeric_div((b - a)::DECIMAL(38,9), s::DECIMAL(38,9))::BIGINT + 1), lambda i: a::DECIMAL(38,9) + bq_numeric_multiply(i::DECIMAL(38,9), s::DECIMAL(38,9))) END;
CREATE OR REPLACE MACRO bq.generate_array(k BIGINT, a, b, s) AS bq.series(a, b, s), (k HUGEINT, a, b, s) AS bq.series(a, b, s), (k DOUBLE, a, b, s) AS bq.farray(a, b, s), (k DECIMAL(38,9), a, b, s) AS bq.narray(a, b, s);
CREATE OR REPLACE MACRO bq.series_dates(a, b, s) AS list_transform(generate_series(a::TIMESTAMP, b::TIMESTAMP, s), lambda t: t::DATE);
CREATE OR REPLACE MACRO bq.series_instants(a, b, s) AS generate_series(a::TIMESTAMPTZ, b::TIMESTAMPTZ, s);
CREATE OR REPLACE MACRO bq.flat_concat(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_concat(a, b) END;

-- JSON
CREATE OR REPLACE MACRO bq.json_query_of_text(j, p) AS bq_json_query(j::VARCHAR, p, false);
CREATE OR REPLACE MACRO bq.json_query_of_json(j, p) AS bq_json_query(j::VARCHAR, p, true)::JSON;
CREATE OR REPLACE MACRO bq.json_query(j JSON, p) AS bq.json_query_of_json(j, p), (j VARCHAR, p) AS bq.json_query_of_text(j, p);
CREATE OR REPLACE MACRO bq.json_array_of_text(j, p) AS bq_json_array(j::VARCHAR, p);
CREATE OR REPLACE MACRO bq.json_array_of_json(j, p) AS bq_json_array(j::VARCHAR, p)::JSON[];
CREATE OR REPLACE MACRO bq.json_array(j JSON, p) AS bq.json_array_of_json(j, p), (j VARCHAR, p) AS bq.json_array_of_text(j, p);
CREATE OR REPLACE MACRO bq.quarters(d) AS year(d) * 4 + quarter(d);
CREATE OR REPLACE MACRO bq.fpow(a, b) AS CASE WHEN a = 0 AND b < 0 THEN bq.fail('POW of zero to a negative power') WHEN a < 0 AND isfinite(b::DOUBLE) AND isfinite(a::DOUBLE) AND b::DOUBLE <> trunc(b::DOUBLE) THEN bq.fail('POW of a negative number to a fraction') WHEN isfinite(a::DOUBLE) AND isfinite(b::DOUBLE) AND isinf(pow(a::DOUBLE, b::DOUBLE)) THEN bq.fail('POW overflows') ELSE pow(a::DOUBLE, b::DOUBLE) END;
CREATE OR REPLACE MACRO bq.pow(k DECIMAL(38,9), a, b) AS bq_numeric_pow(a::DECIMAL(38,9), b::DECIMAL(38,9)), (k DOUBLE, a, b) AS bq.fpow(a, b), (k BIGINT, a, b) AS bq.fpow(a, b), (k HUGEINT, a, b) AS bq.fpow(a, b);
CREATE OR REPLACE MACRO bq.nan_last(x) AS CASE WHEN bq.nan(x) THEN NULL ELSE x END;
CREATE OR REPLACE MACRO bq.rank_nulls_first(x) AS CASE WHEN typeof(x) <> 'DOUBLE' OR x IS NULL THEN 0 WHEN bq.nan(x) THEN 1 ELSE 2 END;
CREATE OR REPLACE MACRO bq.rank_nulls_last(x) AS CASE WHEN typeof(x) <> 'DOUBLE' THEN 0 WHEN x IS NULL THEN 3 WHEN bq.nan(x) THEN 1 ELSE 2 END;
CREATE OR REPLACE MACRO bq.unicode(s) AS CASE WHEN s = '' THEN 0 ELSE unicode(s)::BIGINT END;
CREATE OR REPLACE MACRO bq.asin(x) AS CASE WHEN isinf(x::DOUBLE) THEN 'nan'::DOUBLE WHEN abs(x::DOUBLE) > 1 AND NOT isnan(x::DOUBLE) THEN bq.fail('ASIN outside of -1 to 1') ELSE asin(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.acos(x) AS CASE WHEN isinf(x::DOUBLE) THEN 'nan'::DOUBLE WHEN abs(x::DOUBLE) > 1 AND NOT isnan(x::DOUBLE) THEN bq.fail('ACOS outside of -1 to 1') ELSE acos(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.cbrt(x) AS cbrt(x::DOUBLE);
-- NaN by the column's type, which the optimizer folds away; not for aggregates.
CREATE OR REPLACE MACRO bq.typed_nan(x DOUBLE) AS isnan(x), (x BIGINT) AS false, (x DECIMAL(38,9)) AS false, (x HUGEINT) AS false, (x) AS CASE WHEN typeof(x)[1:6] = 'STRUCT' OR typeof(x)[-1:] = ']' THEN bq.fail_bool('comparison of STRUCTs or ARRAYs whose type the SQL does not show') ELSE false END;
CREATE OR REPLACE MACRO bq.plus(a DATE, b) AS bq.day_in_range((a + b::INTEGER)::DATE), (a, b) AS a + b;
CREATE OR REPLACE MACRO bq.minus(a DATE, b) AS bq.day_in_range((a - b::INTEGER)::DATE), (a, b) AS a - b;
CREATE OR REPLACE MACRO bq.finite(x) AS CASE WHEN isnan(x::DOUBLE) OR x = '-inf'::DOUBLE THEN -1.7976931348623157e308 WHEN x = 'inf'::DOUBLE THEN 1.7976931348623157e308 ELSE x::DOUBLE END;
-- Percentiles by position: NaN is lowest, then -inf; place is p * (n - 1).
CREATE OR REPLACE MACRO bq.percentile(value, place, nans, lows, highs, n) AS CASE
  WHEN n = 0 THEN NULL
  WHEN floor(place) < nans THEN 'nan'::DOUBLE
  WHEN floor(place) < nans + lows AND ceil(place) >= n - highs THEN 'nan'::DOUBLE
  WHEN floor(place) < nans + lows THEN '-inf'::DOUBLE
  WHEN ceil(place) >= n - highs THEN 'inf'::DOUBLE
  ELSE value END;
-- The same with NULLs lowest; between a NULL and a number it is the number.
CREATE OR REPLACE MACRO bq.percentile_of_all(value, place, nans, lows, highs, n, missing, least_) AS CASE
  WHEN ceil(place) < missing THEN NULL
  WHEN floor(place) < missing THEN CASE WHEN nans > 0 THEN 'nan'::DOUBLE ELSE least_ END
  ELSE bq.percentile(value, place - missing, nans, lows, highs, n) END;
CREATE OR REPLACE MACRO bq.place_of_all(a, place, missing, nans) AS CASE WHEN place <= missing THEN NULL WHEN place <= missing + nans THEN list_sort(a, 'ASC', 'NULLS FIRST')[-1] ELSE list_sort(a, 'ASC', 'NULLS FIRST')[(place - nans)::BIGINT] END;
CREATE OR REPLACE MACRO bq.day_of(x, what) AS CASE WHEN typeof(x) IN ('DATE', 'TIMESTAMP', 'VARCHAR', '"NULL"') THEN x::DATE ELSE (what || ' needs a DATE or DATETIME, not ' || typeof(x))::DATE END;
CREATE OR REPLACE MACRO bq.nan_low(x DOUBLE) AS CASE WHEN isnan(x) THEN '-inf'::DOUBLE ELSE x END, (x BIGINT) AS x, (x HUGEINT) AS x, (x DECIMAL(38,9)) AS x, (x) AS x;
CREATE OR REPLACE MACRO bq.nan_if(v DOUBLE, hit) AS CASE WHEN hit THEN 'nan'::DOUBLE ELSE v END, (v BIGINT, hit) AS v, (v HUGEINT, hit) AS v, (v DECIMAL(38,9), hit) AS v, (v, hit) AS v;
CREATE OR REPLACE MACRO bq.time_trunc(x, step) AS TIME '00:00:00' + to_microseconds(epoch_us(x::TIME) - epoch_us(x::TIME) % step);
CREATE OR REPLACE MACRO bq.bucket(x, step, origin) AS make_timestamptz(epoch_us(origin) + bq.floor_us(epoch_us(x) - epoch_us(origin), step));
CREATE OR REPLACE MACRO bq.item(x VARCHAR, i) AS json_extract(x::JSON, i), (x, i) AS bq.at_offset(x, i);
CREATE OR REPLACE MACRO bq.acosh(x) AS CASE WHEN x::DOUBLE < 1 THEN bq.fail('ACOSH below 1') ELSE acosh(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.atanh(x) AS CASE WHEN abs(x::DOUBLE) >= 1 THEN bq.fail('ATANH outside of -1 to 1') ELSE atanh(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.reverse(s BLOB) AS bq_reverse_bytes(s), (s) AS bq_reverse(s);
CREATE OR REPLACE MACRO bq.some(a) AS CASE WHEN a IS NOT NULL THEN len(a) > 0 END;
CREATE OR REPLACE MACRO bq.array_includes(a, x) AS CASE WHEN x IS NULL OR a IS NULL THEN NULL WHEN bq.nan(x) THEN false ELSE list_contains(a, x) END;
CREATE OR REPLACE MACRO bq.array_first(a) AS a[1 + CASE WHEN len(a) = 0 THEN bq.fail('ARRAY_FIRST of an empty array') ELSE 0 END];
CREATE OR REPLACE MACRO bq.array_last(a) AS a[CASE WHEN len(a) = 0 THEN bq.fail('ARRAY_LAST of an empty array') ELSE 0 END - 1];
CREATE OR REPLACE MACRO bq.array_slice(a, i, j) AS CASE WHEN a IS NULL OR i IS NULL OR j IS NULL THEN NULL ELSE list_slice(a, CASE WHEN i < 0 THEN greatest(i + len(a), 0) ELSE i END + 1, CASE WHEN j < 0 THEN greatest(j + len(a), -1) ELSE j END + 1) END;
CREATE OR REPLACE MACRO bq.array_is_distinct(a) AS CASE WHEN a IS NULL THEN NULL ELSE len(list_distinct(a)) + CASE WHEN len(list_filter(a, lambda e: e IS NULL)) > 0 THEN 1 ELSE 0 END = len(a) END;
CREATE OR REPLACE MACRO bq.array_min(a) AS CASE WHEN isnan(list_max(a)) THEN list_max(a) ELSE list_min(a) END;
CREATE OR REPLACE MACRO bq.reciprocal(x, what) AS CASE WHEN x = 0 THEN bq.fail(what || ' of zero') ELSE 1 / x END;
CREATE OR REPLACE MACRO bq.cot(x) AS CASE WHEN isinf(x::DOUBLE) THEN 'nan'::DOUBLE ELSE bq.reciprocal(tan(CASE WHEN isinf(x::DOUBLE) THEN 1 ELSE x::DOUBLE END), 'COT') END;
CREATE OR REPLACE MACRO bq.sec(x) AS CASE WHEN isinf(x::DOUBLE) THEN 'nan'::DOUBLE ELSE 1 / cos(CASE WHEN isinf(x::DOUBLE) THEN 0 ELSE x::DOUBLE END) END;
CREATE OR REPLACE MACRO bq.csc(x) AS CASE WHEN isinf(x::DOUBLE) THEN 'nan'::DOUBLE ELSE bq.reciprocal(sin(CASE WHEN isinf(x::DOUBLE) THEN 1 ELSE x::DOUBLE END), 'CSC') END;
CREATE OR REPLACE MACRO bq.coth(x) AS CASE WHEN x = 0 THEN bq.fail('COTH of zero') ELSE 1 / tanh(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.csch(x) AS CASE WHEN x = 0 THEN bq.fail('CSCH of zero') ELSE 1 / sinh(x::DOUBLE) END;
CREATE OR REPLACE MACRO bq.sech(x) AS 1 / cosh(x::DOUBLE);
CREATE OR REPLACE MACRO bq.minus_sign(n) AS CASE WHEN n < 0 THEN '-' ELSE '' END;
CREATE OR REPLACE MACRO bq.interval_us(x) AS hour(x) * 3600000000 + minute(x) * 60000000 + microsecond(x);
CREATE OR REPLACE MACRO bq.interval_text(x) AS bq.minus_sign(year(x) * 12 + month(x)) || abs(year(x)) || '-' || abs(month(x)) || ' ' || day(x) || ' ' || bq.minus_sign(bq.interval_us(x)) || abs(hour(x)) || ':' || abs(minute(x)) || ':' || CASE WHEN microsecond(x) % 1000000 <> 0 THEN bq.fail_text('CAST to STRING of an INTERVAL with a fraction of a second is not translated') ELSE (abs(microsecond(x)) // 1000000)::VARCHAR END;
CREATE OR REPLACE MACRO bq.ceil(x DECIMAL(38,9)) AS ceil(x)::DECIMAL(38,9), (x DOUBLE) AS ceil(x), (x BIGINT) AS x::DOUBLE, (x HUGEINT) AS x::DOUBLE;
CREATE OR REPLACE MACRO bq.floor(x DECIMAL(38,9)) AS floor(x)::DECIMAL(38,9), (x DOUBLE) AS floor(x), (x BIGINT) AS x::DOUBLE, (x HUGEINT) AS x::DOUBLE;
CREATE OR REPLACE MACRO bq.timely(x DATE) AS x, (x TIMESTAMP) AS x, (x TIMESTAMPTZ) AS x, (x TIME) AS x, (x) AS ('CAST with FORMAT of what is no time')::TIMESTAMP;
CREATE OR REPLACE MACRO bq.top_count(counts, missing, n) AS list_transform(list_slice(list_reverse_sort(list_concat(list_transform(map_entries(counts), lambda e: {'count': e.value::BIGINT, 'value': e.key}), CASE WHEN missing > 0 THEN [{'count': missing, 'value': NULL}] ELSE [] END)), 1, n), lambda e: {'value': e.value, 'count': e.count});
CREATE OR REPLACE MACRO bq.angle(x) AS CASE WHEN isinf(x::DOUBLE) THEN 'nan'::DOUBLE ELSE x::DOUBLE END;
CREATE OR REPLACE MACRO bq.sin(x) AS sin(bq.angle(x));
CREATE OR REPLACE MACRO bq.cos(x) AS cos(bq.angle(x));
CREATE OR REPLACE MACRO bq.tan(x) AS tan(bq.angle(x));
CREATE OR REPLACE MACRO bq.datetime_of(d, x TIME) AS d::DATE + x, (d, x VARCHAR) AS timezone(x, bq.instant_only(d, 'DATETIME with a zone'));
-- The spread of one value that is not finite
CREATE OR REPLACE MACRO bq.spread(v, total) AS CASE WHEN v = 0 AND NOT isfinite(total::DOUBLE) THEN 'nan'::DOUBLE ELSE v END;
CREATE OR REPLACE MACRO bq.field(x VARCHAR, name, path) AS json_extract(x::JSON, path), (x, name, path) AS struct_extract(x, name);
-- One of three expressions by the type of a time.
CREATE OR REPLACE MACRO bq.by_time(x DATE, d, l, i) AS d, (x TIMESTAMP, d, l, i) AS l, (x TIMESTAMPTZ, d, l, i) AS i;
CREATE OR REPLACE MACRO bq.total(s) AS CASE WHEN typeof(s) = 'HUGEINT' AND (s > 9223372036854775807 OR s < -9223372036854775808) THEN bq.fail('int64 overflow') ELSE s END;
CREATE OR REPLACE MACRO bq.joined(a, d) AS CASE WHEN typeof(a) = 'BLOB[]' THEN bq.fail_text('STRING_AGG of BYTES is not translated') ELSE array_to_string(a, d) END;
CREATE OR REPLACE MACRO bq.prepared() AS true;
