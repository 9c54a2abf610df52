CREATE TABLE IF NOT EXISTS powerlytics_analytics.recommendation_actions (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  recommendation_id STRING NOT NULL OPTIONS (description = "The recommendation that was acted on; it need not stand any more."),
  building_id STRING NOT NULL OPTIONS (description = "Building it was about."),
  device_id STRING OPTIONS (description = "Meter it was about; NULL for the whole building."),
  kind STRING NOT NULL OPTIONS (description = "base_load, peak_shaving, schedule, set_point or upgrade."),
  title STRING OPTIONS (description = "A few words, as they were read."),
  since DATE OPTIONS (description = "First whole local day with the change; NULL: it was taken back."),
  who STRING OPTIONS (description = "Who said it."),
  said_at TIMESTAMP NOT NULL OPTIONS (description = "When, UTC; the newest of a recommendation counts.")
)
CLUSTER BY tenant_id, building_id
OPTIONS (
  description = "What people did of what was recommended, and since when; savings are measured from it. One row a word, none is ever changed."
);
