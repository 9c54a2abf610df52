CREATE TABLE IF NOT EXISTS powerlytics_raw.device_metadata (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  device_id STRING NOT NULL OPTIONS (description = "Names the device within its tenant."),
  building_id STRING OPTIONS (description = "Building that the device measures."),
  space_id STRING OPTIONS (description = "Space that the device measures; NULL for the whole building."),
  parent_device_id STRING OPTIONS (description = "Meter upstream of this one; NULL at the top."),
  name STRING OPTIONS (description = "Name for people."),
  kind STRING OPTIONS (description = "main_meter, sub_meter or sensor."),
  appliance STRING OPTIONS (description = "What a sub-meter feeds: hvac, lighting, refrigeration, ...; NULL otherwise."),
  meter_type STRING OPTIONS (description = "interval (reports energy) or register (reports a running total); NULL for a sensor."),
  interval_minutes INT64 OPTIONS (description = "Minutes between readings: 5, 15, 30 or 60."),
  rated_power_kw FLOAT64 OPTIONS (description = "Greatest power the device can pass, kW; limits of validation."),
  register_max_kwh FLOAT64 OPTIONS (description = "Value at which the register rolls over to 0, kWh."),
  manufacturer STRING OPTIONS (description = "Maker."),
  model STRING OPTIONS (description = "Model."),
  serial_number STRING OPTIONS (description = "Serial number."),
  installed_at TIMESTAMP OPTIONS (description = "First instant at which readings are expected, UTC."),
  removed_at TIMESTAMP OPTIONS (description = "From then on no reading is expected, UTC; NULL while in place."),
  updated_at TIMESTAMP OPTIONS (description = "When the source last changed the row, UTC."),
  _fivetran_synced TIMESTAMP OPTIONS (description = "When Fivetran, or the local player in its place, landed the row; UTC."),
  _fivetran_deleted BOOL OPTIONS (description = "TRUE once the source deleted the row; it stays here, nothing counts it."),
  PRIMARY KEY (tenant_id, device_id) NOT ENFORCED
)
CLUSTER BY tenant_id, device_id
OPTIONS (
  description = "Meters and sensors, one row a device."
);
