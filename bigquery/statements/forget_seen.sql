-- Older notes than the newest ones, which are written first: a crash between leaves both.
DELETE FROM powerlytics_local.transform_seen WHERE looked_at < @looked_at;
