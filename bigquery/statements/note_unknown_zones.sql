-- What a building said of its zone, kept where data quality shows it; said twice, it is one row.
INSERT INTO powerlytics_raw.rejected_readings
  (tenant_id, rejection_id, reason, detail, payload, rejected_at)
SELECT
  b.tenant_id,
  TO_HEX(MD5(CONCAT('timezone ', b.building_id, ' ', b.timezone))),
  'unknown_timezone',
  CONCAT(
    'building ', b.building_id, ' names the zone ', b.timezone,
    ', which does not exist: its days are UTC days until the source names another'),
  TO_JSON_STRING(STRUCT(b.building_id AS building_id, b.timezone AS timezone)),
  @as_of
FROM powerlytics_raw.building_metadata AS b
LEFT JOIN powerlytics_raw.rejected_readings AS r
  ON r.tenant_id = b.tenant_id
  AND r.rejection_id = TO_HEX(MD5(CONCAT('timezone ', b.building_id, ' ', b.timezone)))
WHERE b.timezone IN UNNEST(@zones) AND r.rejection_id IS NULL;
