-- What was done of what was recommended (the newest word of each), unless its saving was measured
-- at or after @before.
SELECT a.tenant_id, a.recommendation_id, a.building_id, a.device_id, a.kind, a.since
FROM (
  SELECT *
  FROM powerlytics_analytics.recommendation_actions
  QUALIFY
    ROW_NUMBER() OVER (PARTITION BY tenant_id, recommendation_id ORDER BY said_at DESC) = 1
) AS a
LEFT JOIN powerlytics_analytics.savings AS s
  ON s.tenant_id = a.tenant_id AND s.recommendation_id = a.recommendation_id AND s.since = a.since
WHERE a.since IS NOT NULL AND (s.measured_at IS NULL OR s.measured_at < @before)
ORDER BY a.tenant_id, a.recommendation_id;
