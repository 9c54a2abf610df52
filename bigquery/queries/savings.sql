-- savings: what was done of what was recommended, the newest change first, and what it has saved;
-- of all, or of one @recommendation_id. since is NULL where it was taken back, measured_at where
-- nothing is measured yet.
SELECT
  a.recommendation_id, a.building_id, b.name AS building_name, a.device_id, d.name AS device_name,
  a.kind, a.title, a.since, a.who, a.said_at, s.saved_kwh, s.saved_kwh_low, s.saved_kwh_high,
  s.expected_kwh AS baseline_kwh, s.actual_kwh AS used_kwh, s.days_before, s.days_after,
  s.days_since, s.last_day, s.cvrmse, s.method, s.together_with, s.why, s.measured_at
FROM (
  SELECT *
  FROM powerlytics_analytics.recommendation_actions
  WHERE tenant_id = @tenant_id
  QUALIFY
    ROW_NUMBER() OVER (PARTITION BY recommendation_id ORDER BY said_at DESC, since DESC) = 1
) AS a
LEFT JOIN (
  SELECT *
  FROM powerlytics_analytics.savings
  WHERE tenant_id = @tenant_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY recommendation_id ORDER BY measured_at DESC) = 1
) AS s
  ON s.recommendation_id = a.recommendation_id AND s.since = a.since
LEFT JOIN powerlytics_raw.building_metadata AS b
  ON b.tenant_id = a.tenant_id AND b.building_id = a.building_id
LEFT JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = a.tenant_id AND d.device_id = a.device_id
WHERE a.tenant_id = @tenant_id
  AND (@all_buildings OR a.building_id IN UNNEST(@building_ids))
  AND (@recommendation_id = '' OR a.recommendation_id = @recommendation_id)
ORDER BY a.since DESC, a.recommendation_id
