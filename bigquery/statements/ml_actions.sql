-- The newest word on each recommendation that was acted on (since is NULL where it was taken back),
-- and the saving that was measured last, and since when.
SELECT
  a.tenant_id, a.recommendation_id, a.building_id, a.device_id, a.kind, a.title, a.since,
  s.since AS measured_since, s.measured_at, s.saved_kwh, s.saved_kwh_low, s.saved_kwh_high,
  s.expected_kwh, s.actual_kwh, s.days_before, s.days_after, s.days_since, s.last_day, s.cvrmse,
  s.method, s.together_with, s.why
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
