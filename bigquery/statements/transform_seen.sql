-- Up to when the last run saw each raw table, and what the descriptions said then.
SELECT table_name, fingerprint, looked_at
FROM powerlytics_local.transform_seen
QUALIFY ROW_NUMBER() OVER (PARTITION BY table_name ORDER BY looked_at DESC) = 1;
