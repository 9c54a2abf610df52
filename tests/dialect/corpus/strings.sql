-- 00
SELECT SUBSTR('abcdef',0);

-- 01
SELECT SUBSTR('abcdef',0,2);

-- 02
SELECT SUBSTR('abcdef',-2);

-- 03
SELECT SUBSTR('abcdef',-9,3);

-- 04
SELECT SUBSTR('abcdef',2,0);

-- 05
SELECT SUBSTR('abcdef',2,-1);

-- 06
SELECT SUBSTR('zürich⚡',2,3);

-- 07
SELECT LEFT('abc',2);

-- 08
SELECT RIGHT('abc',2);

-- 09
SELECT RIGHT('abc',0);

-- 10
SELECT LEFT('abc',-1);

-- 11
SELECT INSTR('banana','an');

-- 12
SELECT INSTR('banana','an',-1);

-- 13
SELECT INSTR('banana','an',1,2);

-- 14
SELECT INSTR('banana','an',-1,2);

-- 15
SELECT INSTR('banana','x');

-- 16
SELECT STRPOS('zürich','r');

-- 17
SELECT SPLIT('a,b,,c');

-- 18
SELECT SPLIT('','x');

-- 19
SELECT SPLIT('abc','');

-- 20
SELECT SPLIT('a-b','-')[OFFSET(1)];

-- 21
SELECT SPLIT('a-b','-')[SAFE_OFFSET(5)];

-- 22
SELECT SPLIT('a-b','-')[OFFSET(5)];

-- 23
SELECT SPLIT('a-b','-')[ORDINAL(1)];

-- 24
SELECT REGEXP_EXTRACT('meter_12_main',r'_(\d+)_');

-- 25
SELECT REGEXP_EXTRACT('meter',r'\d+');

-- 26
SELECT REGEXP_EXTRACT('a1b22',r'\d+',3);

-- 27
SELECT REGEXP_EXTRACT('a1b22',r'\d+',1,2);

-- 28
SELECT REGEXP_EXTRACT_ALL('a1b22',r'\d+');

-- 29
SELECT REGEXP_EXTRACT_ALL('a1b22',r'([a-z])\d');

-- 30
SELECT REGEXP_REPLACE('a1b22',r'(\d)',r'<\1>');

-- 31
SELECT REGEXP_REPLACE('a1b22',r'\d+','');

-- 32
SELECT REGEXP_CONTAINS('abc',r'^a.c$');

-- 33
SELECT LPAD('7',3,'0');

-- 34
SELECT LPAD('7',3);

-- 35
SELECT RPAD('abcdef',3,'x');

-- 36
SELECT LPAD('abc',5,'xy');

-- 37
SELECT LPAD('abc',-1);

-- 38
SELECT TRIM('  a ');

-- 39
SELECT TRIM('xxaxx','x');

-- 40
SELECT LTRIM('xya','yx');

-- 41
SELECT RTRIM(' a\n\t');

-- 42
SELECT INITCAP('hello wORLD-foo');

-- 43
SELECT TRANSLATE('abc','ab','x');

-- 44
SELECT NORMALIZE('e\u0301');

-- 45
SELECT SOUNDEX('Robert');

-- 46
SELECT SOUNDEX('Ashcraft');

-- 47
SELECT TO_HEX(b'\x01\xff');

-- 48
SELECT FROM_HEX('01ff');

-- 49
SELECT TO_BASE64(b'abc');

-- 50
SELECT FROM_BASE64('YWJj');

-- 51
SELECT TO_HEX(MD5('abc'));

-- 52
SELECT TO_HEX(SHA1('abc'));

-- 53
SELECT TO_HEX(SHA256('abc'));

-- 54
SELECT TO_HEX(SHA512('abc'));

-- 55
SELECT FARM_FINGERPRINT('meter-1');

-- 56
SELECT FARM_FINGERPRINT('');

-- 57
SELECT FARM_FINGERPRINT('a long text of more than sixty-four bytes, to try the loop of the hash function');

-- 58
SELECT FARM_FINGERPRINT('twenty-five bytes of text');

-- 59
SELECT FARM_FINGERPRINT('abcdefghij');

-- 60
SELECT FARM_FINGERPRINT('a text of between 33 and 64 bytes, yes!');

-- 61
SELECT TO_CODE_POINTS('aé');

-- 62
SELECT CODE_POINTS_TO_STRING([97,233]);

-- 63
SELECT LENGTH('zürich');

-- 64
SELECT LENGTH(b'abc');

-- 65
SELECT BYTE_LENGTH('zürich');

-- 66
SELECT CHAR_LENGTH('⚡');

-- 67
SELECT CONCAT('a',NULL);

-- 68
SELECT CONCAT('a','b','c');

-- 69
SELECT REPEAT('ab',3);

-- 70
SELECT REPEAT('ab',-1);

-- 71
SELECT REVERSE('abc');

-- 72
SELECT REPLACE('aaa','a','b');

-- 73
SELECT REPLACE('aaa','','b');

-- 74
SELECT UPPER('straße');

-- 75
SELECT LOWER('ÀB');

-- 76
SELECT STARTS_WITH('abc','ab');

-- 77
SELECT ENDS_WITH('abc','bc');

-- 78
SELECT '50%' LIKE '50\\%';

-- 79
SELECT 'a_b' LIKE 'a\\_b';

-- 80
SELECT 'axb' LIKE 'a_b';

-- 81
SELECT 'a' LIKE ANY ('b','a%');

-- 82
SELECT 'a' NOT LIKE 'b%';

-- 83
SELECT ASCII('A');

-- 84
SELECT CHR(233);

-- 85
SELECT 'a' < 'B';

-- 86
SELECT 'é' > 'z';

-- 87
SELECT FORMAT('%d',5);

-- 88
SELECT FORMAT('%05d',-42);

-- 89
SELECT FORMAT("%'d",1234567);

-- 90
SELECT FORMAT("%'.2f",1234567.891);

-- 91
SELECT FORMAT('%.2f',2.675);

-- 92
SELECT FORMAT('%8.3f|',3.14159);

-- 93
SELECT FORMAT('%-8s|','ab');

-- 94
SELECT FORMAT('%s and %s','a','b');

-- 95
SELECT FORMAT('%x',255);

-- 96
SELECT FORMAT('%X',255);

-- 97
SELECT FORMAT('%o',8);

-- 98
SELECT FORMAT('%e',12345.678);

-- 99
SELECT FORMAT('%g',0.00001234);

-- 100
SELECT FORMAT('%t',DATE '2024-01-02');

-- 101
SELECT FORMAT('%t',5);

-- 102
SELECT FORMAT('%t',TIMESTAMP '2024-01-02');

-- 103
SELECT FORMAT('%T','a');

-- 104
SELECT FORMAT('%d%%',5);

-- 105
SELECT FORMAT('%d',NULL);

-- 106
SELECT FORMAT('%+d',5);

-- 107
SELECT FORMAT('%5d|',42);

-- 108
SELECT FORMAT('%f',1.5);

-- 109
SELECT FORMAT('%i',3);

-- 110
SELECT FORMAT('%t',1.5);

-- 111
SELECT FORMAT('%10.1f|',-2.25);

-- 112
SELECT FORMAT('%.0f',0.5);

-- 113
SELECT FORMAT('%.0f',2.5);

