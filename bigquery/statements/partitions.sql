-- The partitions of the raw tables and when each last changed: a few hundred small rows a table.
SELECT * FROM powerlytics_raw.INFORMATION_SCHEMA.PARTITIONS;
