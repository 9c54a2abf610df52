"""Energy of a building: totals, curves, where it goes, rooms."""
