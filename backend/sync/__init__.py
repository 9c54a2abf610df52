"""How the connector is doing."""
