-- Run in the transaction that used them: what landed meanwhile is not in its snapshot and stays.
DELETE FROM powerlytics_local.pending_windows WHERE TRUE;
