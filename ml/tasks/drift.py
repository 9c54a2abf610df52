"""Whether the meters still do what the champion has learned, and whether it still hits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from ml.forecasting.drift import drift
from ml.forecasting.features import History
from ml.meters import estates
from ml.panel import Floats
from ml.tasks.train import side_by_side
from ml.work import Done, Work


def run(work: Work) -> Done:
    """Options: ``ends``, ``trained_until``. Tables in: meters, hours, scored.

    Said: what drift says, of the place with the most meters.
    """
    ends = {tenant: datetime.fromisoformat(end) for tenant, end in work.options["ends"].items()}
    found = estates(work.tables["meters"], work.tables["hours"], ends)
    places = {estate.panel.place for estate in found}
    alike = [[one.single for one in found if one.panel.place == place] for place in places]
    panel = side_by_side(max(alike, key=lambda panels: sum(len(p.meters) for p in panels)))
    until = panel.row(datetime.fromisoformat(work.options["trained_until"]))
    scored = work.tables["scored"].to_pylist()
    found_drift = drift(
        History.of(panel), max(until, 0), _loss(scored, "backtest"), _loss(scored, "served")
    )
    return Done({}, vars(found_drift))


def _loss(scored: list[dict[str, Any]], basis: str) -> Floats:
    return np.array([row["wql"] for row in scored if row["basis"] == basis], np.float64)
