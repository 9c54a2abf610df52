-- The countries of the buildings, and the years whose holidays stand in the table already.
SELECT b.tenant_id, b.country, IFNULL(b.subdivision, '') AS subdivision, EXTRACT(YEAR FROM h.day) AS year
FROM (
  SELECT DISTINCT tenant_id, country, subdivision
  FROM powerlytics_raw.building_metadata
  WHERE country IS NOT NULL
) AS b
LEFT JOIN powerlytics_analytics.holidays AS h
  ON h.tenant_id = b.tenant_id AND h.country = b.country
  AND h.subdivision = IFNULL(b.subdivision, '')
GROUP BY 1, 2, 3, 4;
