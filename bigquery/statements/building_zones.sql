-- Every zone that a building names.
SELECT DISTINCT timezone
FROM powerlytics_raw.building_metadata
WHERE timezone IS NOT NULL;
