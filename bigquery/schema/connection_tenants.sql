CREATE TABLE IF NOT EXISTS powerlytics_local.connection_tenants (
  tenant_id STRING NOT NULL OPTIONS (description = "The one tenant whose rows the connection may write."),
  connection STRING NOT NULL OPTIONS (description = "Connection."),
  noted_at TIMESTAMP OPTIONS (description = "When its first rows came, or an administrator said so; UTC."),
  PRIMARY KEY (connection) NOT ENFORCED
)
OPTIONS (
  description = "Whose rows each connection may write: noted with its first rows, held from then on; local only."
);
