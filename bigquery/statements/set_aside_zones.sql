-- A building without a zone is one in UTC: a zone that does not exist would end every query over
-- its tenant.
UPDATE powerlytics_raw.building_metadata SET timezone = NULL WHERE timezone IN UNNEST(@zones);
