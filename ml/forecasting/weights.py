"""Where the weights that ship with the project lie."""

from __future__ import annotations

from ml.forecasting.champion import SHIPPED, shipped

__all__ = ["SHIPPED", "shipped"]
