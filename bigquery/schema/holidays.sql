CREATE TABLE IF NOT EXISTS powerlytics_analytics.holidays (
  tenant_id STRING NOT NULL OPTIONS (description = "Who owns the row; every query filters on it."),
  country STRING NOT NULL OPTIONS (description = "ISO 3166-1 alpha-2."),
  subdivision STRING NOT NULL OPTIONS (description = "ISO 3166-2 part after the hyphen; empty for the whole country."),
  day DATE NOT NULL OPTIONS (description = "The holiday."),
  name STRING OPTIONS (description = "Its name."),
  PRIMARY KEY (tenant_id, country, subdivision, day) NOT ENFORCED
)
CLUSTER BY tenant_id, country
OPTIONS (
  description = "Public holidays of the countries in which buildings stand."
);
