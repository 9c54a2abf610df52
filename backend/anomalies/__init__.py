"""Incidents: what was not as it should have been, and what people said of it."""
