-- What of the descriptions derived numbers depend on, a fingerprint a table: the source sends its
-- newest rows again and again, so that they came says nothing.
SELECT
  'device_metadata' AS table_name, CURRENT_TIMESTAMP() AS looked_at,
  BIT_XOR(FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(
    tenant_id, device_id, building_id, space_id, parent_device_id, kind, appliance, meter_type,
    interval_minutes, rated_power_kw, register_max_kwh, installed_at, removed_at,
    _fivetran_deleted IS TRUE AS gone)))) AS fingerprint
FROM powerlytics_raw.device_metadata
UNION ALL
SELECT
  'building_metadata', CURRENT_TIMESTAMP(),
  BIT_XOR(FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(
    tenant_id, building_id, kind, country, subdivision, timezone, currency, weather_station_id,
    grid_region, tariff_id, _fivetran_deleted IS TRUE AS gone))))
FROM powerlytics_raw.building_metadata
UNION ALL
SELECT
  'raw_tariffs', CURRENT_TIMESTAMP(),
  BIT_XOR(FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(
    tenant_id, tariff_id, valid_from, valid_to, day_class, start_hour, end_hour, price_per_kwh,
    currency, _fivetran_deleted IS TRUE AS gone))))
FROM powerlytics_raw.raw_tariffs;
