-- The recommendations that stand, and since when.
SELECT tenant_id, recommendation_id, created_at
FROM powerlytics_analytics.recommendations;
