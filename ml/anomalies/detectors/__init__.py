"""Detectors, each one for its incident: what it scores, and how it does on measured events."""
