CREATE TABLE IF NOT EXISTS powerlytics_raw.space_metadata (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  space_id STRING NOT NULL OPTIONS (description = "Names the space within its tenant."),
  building_id STRING OPTIONS (description = "Building in which it lies."),
  name STRING OPTIONS (description = "Name for people."),
  kind STRING OPTIONS (description = "room, common_room, office, classroom, ..."),
  floor INT64 OPTIONS (description = "Floor, 0 on the ground."),
  beds INT64 OPTIONS (description = "Beds; NULL or 0 where nobody sleeps."),
  area_m2 FLOAT64 OPTIONS (description = "Floor area, m²."),
  updated_at TIMESTAMP OPTIONS (description = "When the source last changed the row, UTC."),
  _fivetran_synced TIMESTAMP OPTIONS (description = "When Fivetran, or the local player in its place, landed the row; UTC."),
  _fivetran_deleted BOOL OPTIONS (description = "TRUE once the source deleted the row; it stays here, nothing counts it."),
  PRIMARY KEY (tenant_id, space_id) NOT ENFORCED
)
CLUSTER BY tenant_id, building_id
OPTIONS (
  description = "Rooms and other spaces of a building, one row a space."
);
