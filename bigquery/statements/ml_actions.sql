-- The newest word on each recommendation that was acted on (since is NULL where it was taken back),
-- and of which change the saving was measured last, and when.
SELECT
  a.tenant_id, a.recommendation_id, a.building_id, a.device_id, a.kind, a.title, a.since,
  s.since AS measured_since, s.measured_at
FROM (
  SELECT *
  FROM powerlytics_analytics.recommendation_actions
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY tenant_id, recommendation_id ORDER BY said_at DESC, since DESC
    ) = 1
) AS a
LEFT JOIN (
  SELECT *
  FROM powerlytics_analytics.savings
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY tenant_id, recommendation_id ORDER BY measured_at DESC
    ) = 1
) AS s
  ON s.tenant_id = a.tenant_id AND s.recommendation_id = a.recommendation_id
ORDER BY a.tenant_id, a.recommendation_id;
