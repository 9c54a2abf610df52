-- recommendations: what would save energy, the most money first; of all, or of one @recommendation_id.
-- One that was acted on counts as done while its evidence begins before that: what still shows after
-- a whole period is to be done again.
SELECT
  r.recommendation_id, r.building_id, b.name AS building_name, r.device_id, d.name AS device_name,
  r.kind, r.title, r.sentence, r.saving_kwh_low, r.saving_kwh_mid, r.saving_kwh_high,
  r.saving_cost_low, r.saving_cost_mid, r.saving_cost_high,
  IFNULL(r.currency, b.currency) AS currency,
  r.saving_carbon_kg_low, r.saving_carbon_kg_mid, r.saving_carbon_kg_high, r.evidence, r.verify,
  r.period_start, r.period_end, r.created_at, r.model, r.version,
  IF(a.since > r.period_start, a.since, NULL) AS done_since
FROM powerlytics_analytics.recommendations AS r
LEFT JOIN powerlytics_raw.building_metadata AS b
  ON b.tenant_id = r.tenant_id AND b.building_id = r.building_id
LEFT JOIN powerlytics_raw.device_metadata AS d
  ON d.tenant_id = r.tenant_id AND d.device_id = r.device_id
LEFT JOIN (
  SELECT recommendation_id, since
  FROM powerlytics_analytics.recommendation_actions
  WHERE tenant_id = @tenant_id
  QUALIFY
    ROW_NUMBER() OVER (PARTITION BY recommendation_id ORDER BY said_at DESC, since DESC) = 1
) AS a ON a.recommendation_id = r.recommendation_id
WHERE r.tenant_id = @tenant_id
  AND (@all_buildings OR r.building_id IN UNNEST(@building_ids))
  AND (@recommendation_id = '' OR r.recommendation_id = @recommendation_id)
ORDER BY
  IF(r.saving_cost_mid IS NULL, 1, 0), r.saving_cost_mid DESC,
  IF(r.saving_kwh_mid IS NULL, 1, 0), r.saving_kwh_mid DESC, r.recommendation_id
