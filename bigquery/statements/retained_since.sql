-- The tenants that have devices, and the first day of which each one's raw rows are whole.
SELECT d.tenant_id, MAX(r.raw_since) AS raw_since
FROM powerlytics_raw.device_metadata AS d
LEFT JOIN powerlytics_local.retained AS r ON r.tenant_id = d.tenant_id
GROUP BY d.tenant_id;
