"""Labelled hours: events injected into measured meters, the same year without, and LEAD.

Labels go to the judge alone; no detector sees them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.buildings import ENERGY, INJECTED, LEAD

Bools = npt.NDArray[np.bool_]
YEAR = datetime(2019, 1, 1)


@dataclass(frozen=True, eq=False)
class Case:
    """``energy``: hourly kWh, UTC, a column a meter. ``truth`` and ``kinds`` have the shape of the
    hours from ``since`` on; without ``since`` every hour is judged and there is no year before."""

    name: str
    energy: pd.DataFrame
    truth: Bools
    kinds: npt.NDArray[np.object_] | None = None
    since: datetime | None = None

    @property
    def judged(self) -> int:
        """The first row that is judged."""
        return len(self.energy) - len(self.truth)


def cases() -> Iterator[Case]:
    """Injected (192 events in 16 meters), the clean year of the same meters, LEAD (79 events)."""
    rows = pd.read_parquet(INJECTED)
    wide = {name: rows.pivot(index="ts", columns="meter", values=name) for name in rows.columns[2:]}
    meters = list(wide["kwh"].columns)
    measured = pd.read_parquet(ENERGY)[meters].astype(float)
    before = measured[measured.index < YEAR]
    truth = wide["label"].to_numpy() == 1
    kinds = wide["kind"].to_numpy(object)
    yield Case("injected", pd.concat([before, wide["kwh"].astype(float)]), truth, kinds, YEAR)
    yield Case("clean", measured, np.zeros_like(truth), None, YEAR)
    lead = pd.read_csv(LEAD, parse_dates=["timestamp"])
    energy, labels = (
        lead.pivot(index="timestamp", columns="building_id", values=name).rename(columns=str)
        for name in ("meter_reading", "anomaly")
    )
    yield Case("LEAD", energy.astype(float), labels.to_numpy() == 1)
