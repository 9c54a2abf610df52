-- Days on which rows landed and that no transform has seen yet.
SELECT DISTINCT table_name, day FROM powerlytics_local.pending_windows;
