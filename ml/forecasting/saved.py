"""What a saved forecaster says of itself; no model and nothing heavy is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bigquery.errors import PowerlyticsError

FILE = "forecaster.json"
LAYOUT = 2  # one more with every change of what the features are: older models are not loaded


def said_of(folder: Path) -> dict[str, Any]:
    """Its name, its models and its widths.

    Raises PowerlyticsError where there is no forecaster, or one of other features than today's.
    """
    try:
        said: dict[str, Any] = json.loads((folder / FILE).read_text())
    except (OSError, ValueError) as error:
        raise PowerlyticsError(f"{folder} holds no forecaster: {error}") from None
    if said.get("layout", 1) != LAYOUT:
        raise PowerlyticsError(f"{folder} is of another version of Powerlytics: train again")
    return said
