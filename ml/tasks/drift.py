"""Whether the meters still do what the champion has learned, and whether it still hits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from ml.forecasting.drift import Drift, drift
from ml.forecasting.features import History
from ml.meters import estates
from ml.panel import Floats, hour_number
from ml.tasks.train import learnt_place, side_by_side, until
from ml.work import Done, Work


def run(work: Work) -> Done:
    """Options: ``ends``, ``trained_until``. Tables in: meters, hours, scored.

    Said: what drift says, of the place that was learned from.
    """
    ends = {tenant: datetime.fromisoformat(end) for tenant, end in work.options["ends"].items()}
    found = estates(work.tables["meters"], work.tables["hours"], ends)
    if not found:
        return Done({}, vars(Drift({}, float("nan"), False, "there is no meter to watch")))
    trained_until = datetime.fromisoformat(work.options["trained_until"])
    place = learnt_place([until(estate, hour_number(trained_until)) for estate in found])
    panel = side_by_side([estate.single for estate in found if estate.panel.place == place])
    scored = work.tables["scored"].to_pylist()
    found_drift = drift(
        History.of(panel),
        max(panel.row(trained_until), 0),
        _loss(scored, "backtest"),
        _loss(scored, "served"),
    )
    return Done({}, vars(found_drift))


def _loss(scored: list[dict[str, Any]], basis: str) -> Floats:
    return np.array([row["wql"] for row in scored if row["basis"] == basis], np.float64)
