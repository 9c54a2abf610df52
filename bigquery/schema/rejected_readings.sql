CREATE TABLE IF NOT EXISTS powerlytics_raw.rejected_readings (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  rejection_id STRING NOT NULL OPTIONS (description = "Hash of the payload."),
  device_id STRING OPTIONS (description = "Device that the reading names; NULL where it names none."),
  ts_text STRING OPTIONS (description = "The time as it came, unparsed."),
  reason STRING OPTIONS (description = "missing_device_id, unknown_device, missing_ts, bad_ts, ts_in_future, ts_too_old, ts_misaligned, bad_revision, not_a_number or no_values; unknown_timezone for what a building said of its zone."),
  detail STRING OPTIONS (description = "One sentence with figures."),
  payload STRING OPTIONS (description = "The reading as it came, JSON."),
  received_at TIMESTAMP OPTIONS (description = "When the source received it, UTC; NULL where it does not say."),
  rejected_at TIMESTAMP OPTIONS (description = "When the connector rejected it, UTC."),
  _fivetran_synced TIMESTAMP OPTIONS (description = "When Fivetran, or the local player in its place, landed the row; UTC."),
  _fivetran_deleted BOOL OPTIONS (description = "TRUE once the source deleted the row; it stays here, nothing counts it."),
  PRIMARY KEY (tenant_id, rejection_id) NOT ENFORCED
)
CLUSTER BY tenant_id, device_id
OPTIONS (
  description = "Readings that could not be used, with the reason; the same bad row twice is one row."
);
