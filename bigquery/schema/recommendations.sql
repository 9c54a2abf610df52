CREATE TABLE IF NOT EXISTS powerlytics_analytics.recommendations (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  recommendation_id STRING NOT NULL OPTIONS (description = "Names the recommendation; it keeps it while it stands."),
  building_id STRING OPTIONS (description = "Building it is about."),
  device_id STRING OPTIONS (description = "Meter it is about; NULL for the whole building."),
  kind STRING NOT NULL OPTIONS (description = "base_load, peak_shaving, schedule, set_point or upgrade."),
  title STRING OPTIONS (description = "A few words."),
  sentence STRING OPTIONS (description = "What to do and why, one sentence."),
  saving_kwh_low FLOAT64 OPTIONS (description = "Expected saving, low end, kWh a year."),
  saving_kwh_mid FLOAT64 OPTIONS (description = "Expected saving, most likely, kWh a year."),
  saving_kwh_high FLOAT64 OPTIONS (description = "Expected saving, high end, kWh a year."),
  saving_cost_low FLOAT64 OPTIONS (description = "Low end in currency a year; NULL where no price is known."),
  saving_cost_mid FLOAT64 OPTIONS (description = "Most likely, in currency a year."),
  saving_cost_high FLOAT64 OPTIONS (description = "High end in currency a year."),
  currency STRING OPTIONS (description = "ISO 4217."),
  saving_carbon_kg_low FLOAT64 OPTIONS (description = "Low end, kg CO2e a year; NULL where no intensity is known."),
  saving_carbon_kg_mid FLOAT64 OPTIONS (description = "Most likely, kg CO2e a year."),
  saving_carbon_kg_high FLOAT64 OPTIONS (description = "High end, kg CO2e a year."),
  evidence ARRAY<STRUCT<label STRING, value FLOAT64, unit STRING>> OPTIONS (description = "The measured figures it rests on, each with its unit."),
  verify STRING OPTIONS (description = "How the saving would be measured afterwards."),
  period_start DATE OPTIONS (description = "First local day of the evidence."),
  period_end DATE OPTIONS (description = "Local day after the last one of the evidence."),
  created_at TIMESTAMP OPTIONS (description = "When it was made, UTC."),
  model STRING OPTIONS (description = "Name of the rule or model."),
  version STRING OPTIONS (description = "Its version."),
  PRIMARY KEY (tenant_id, recommendation_id) NOT ENFORCED
)
CLUSTER BY tenant_id, building_id
OPTIONS (
  description = "What would save energy, as ranges, with the evidence. One row a recommendation that stands."
);
