CREATE TABLE IF NOT EXISTS powerlytics_analytics.savings (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  recommendation_id STRING NOT NULL OPTIONS (description = "The recommendation that was acted on."),
  since DATE NOT NULL OPTIONS (description = "First whole local day with the change."),
  saved_kwh FLOAT64 OPTIONS (description = "Saved from since to last_day, in the first year at most, kWh; below zero when more was used; NULL: why says why."),
  saved_kwh_low FLOAT64 OPTIONS (description = "Low end: one truth in ten lies below."),
  saved_kwh_high FLOAT64 OPTIONS (description = "High end: one truth in ten lies above."),
  expected_kwh FLOAT64 OPTIONS (description = "What the year before asks for in the same weather, kWh."),
  actual_kwh FLOAT64 OPTIONS (description = "What was used, kWh."),
  days_before INT64 OPTIONS (description = "Measured days of the year before, which the baseline rests on."),
  days_after INT64 OPTIONS (description = "Measured days since the change."),
  days_since INT64 OPTIONS (description = "Days of the calendar since the change, until yesterday."),
  last_day DATE OPTIONS (description = "Last measured local day."),
  cvrmse FLOAT64 OPTIONS (description = "Error of the baseline on the days before, over their mean."),
  method STRING OPTIONS (description = "opendsm, or change_point where OpenDSM takes no baseline."),
  together_with STRING OPTIONS (description = "Other actions on the same energy within a year: what was saved is that of all of them."),
  why STRING OPTIONS (description = "Why nothing is measured yet, or why not by OpenDSM."),
  measured_at TIMESTAMP NOT NULL OPTIONS (description = "When it was measured, UTC."),
  PRIMARY KEY (tenant_id, recommendation_id) NOT ENFORCED
)
CLUSTER BY tenant_id, recommendation_id
OPTIONS (
  description = "What was saved since a recommendation was acted on, against a baseline in the same weather. One row an action."
);
