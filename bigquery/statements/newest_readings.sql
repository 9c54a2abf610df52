-- Each tenant's newest reading, none from the future, and how far back its rows go already.
SELECT q.tenant_id, DATE(MAX(q.last_reading_at)) AS newest_day, MAX(r.raw_since) AS raw_since,
  MAX(r.derived_since) AS derived_since
FROM powerlytics_analytics.data_quality_daily AS q
LEFT JOIN powerlytics_local.retained AS r ON r.tenant_id = q.tenant_id
WHERE q.day >= DATE '2000-01-01' AND q.last_reading_at <= @as_of
GROUP BY q.tenant_id
ORDER BY q.tenant_id;
