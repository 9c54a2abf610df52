CREATE TABLE IF NOT EXISTS powerlytics_raw.building_metadata (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  tenant_name STRING OPTIONS (description = "Name of the tenant for people."),
  building_id STRING NOT NULL OPTIONS (description = "Names the building within its tenant."),
  name STRING OPTIONS (description = "Name for people."),
  kind STRING OPTIONS (description = "office, lab, school, hostel, home, ..."),
  country STRING OPTIONS (description = "ISO 3166-1 alpha-2; chooses the public holidays."),
  subdivision STRING OPTIONS (description = "ISO 3166-2 part after the hyphen, for regional holidays; NULL for none."),
  city STRING OPTIONS (description = "City."),
  timezone STRING OPTIONS (description = "IANA zone; decides where the building's day begins."),
  currency STRING OPTIONS (description = "ISO 4217 currency of its costs."),
  latitude FLOAT64 OPTIONS (description = "Degrees north."),
  longitude FLOAT64 OPTIONS (description = "Degrees east."),
  floor_area_m2 FLOAT64 OPTIONS (description = "Floor area, m²."),
  built_year INT64 OPTIONS (description = "Year built."),
  beds INT64 OPTIONS (description = "Beds in a hostel; NULL elsewhere."),
  agreed_capacity_kw FLOAT64 OPTIONS (description = "Power agreed with the grid, kW."),
  weather_station_id STRING OPTIONS (description = "Station in raw_weather."),
  grid_region STRING OPTIONS (description = "Region in raw_grid."),
  tariff_id STRING OPTIONS (description = "Tariff in raw_tariffs."),
  updated_at TIMESTAMP OPTIONS (description = "When the source last changed the row, UTC."),
  _fivetran_synced TIMESTAMP OPTIONS (description = "When Fivetran, or the local player in its place, landed the row; UTC."),
  _fivetran_deleted BOOL OPTIONS (description = "TRUE once the source deleted the row; it stays here, nothing counts it."),
  PRIMARY KEY (tenant_id, building_id) NOT ENFORCED
)
CLUSTER BY tenant_id, building_id
OPTIONS (
  description = "Buildings with their place, zone, money and contracts, one row a building."
);
