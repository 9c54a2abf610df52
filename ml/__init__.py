"""Forecasts, anomalies and recommendations, each with its skill."""
