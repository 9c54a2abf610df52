"""What a rule hands over: what could be saved in each hour, how sure, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ml.recommendations.measured import Bools, Floats

# What is saved in each hour (hours,), from a weight a day (days,) and a number 0..1 that stands for
# what no measurement tells (0.5: the middle of it).
Estimate = Callable[[Floats, float], Floats]


@dataclass(frozen=True)
class Range:
    """Low, most likely and high, a year."""

    low: float
    mid: float
    high: float

    def text(self, unit: str) -> str:
        """For people: two figures that count, ``1,200 kWh (900 to 1,500)``."""
        return f"{_round(self.mid)} {unit} ({_round(self.low)} to {_round(self.high)})"


@dataclass(frozen=True)
class Ranges:
    """A saving a year in its three measures; None where no price or intensity is known."""

    kwh: Range
    cost: Range | None
    carbon: Range | None


@dataclass(frozen=True)
class Evidence:
    """A measured figure; NaN is never one."""

    label: str
    value: float
    unit: str


@dataclass(frozen=True, eq=False)
class Finding:
    """A recommendation before it is weighed against the others.

    saved:     the estimate in kWh. Of shaved peaks the energy that is moved, not saved.
    days:      (days,) on which the rule could look; the year is scaled up from these.
    price, carbon: (hours,) what a kWh saved, or moved, in that hour is worth.
    moves:     the energy is used in another hour, none is saved.
    seasonal:  follows the weather, so that days not measured may be quite different.
    say:       the sentence for people, from the final ranges.
    """

    kind: str
    device_id: str | None
    title: str
    say: Callable[[Ranges], str]
    evidence: tuple[Evidence, ...]
    verify: str
    saved: Estimate
    days: Bools
    energy: Floats  # (hours,) of the meter that it is about
    price: Floats
    carbon: Floats
    moves: bool = False
    seasonal: bool = False


@dataclass(frozen=True)
class Reason:
    """Why something is not advised, in one plain line."""

    kind: str
    device_id: str | None
    reason: str


@dataclass
class Ledger:
    """Keeps hour by hour what was already counted, so that no kWh is saved twice.

    A saving of the whole building may lie in any of its meters, so it counts against each of them,
    and what the meters save counts against the building. That is the cautious side.
    """

    claims: dict[str | None, Floats] = field(default_factory=dict)

    def keep(self, device_id: str | None, saved: Floats, energy: Floats) -> Floats:
        """(hours,) which share of ``saved`` is neither counted yet nor more than was used."""
        taken = sum(
            (
                claim
                for device, claim in self.claims.items()
                if device_id is None or device in (None, device_id)
            ),
            np.zeros(len(saved)),
        )
        free = np.minimum(saved, np.nan_to_num(energy)) - taken
        return np.clip(
            np.divide(free, saved, out=np.zeros_like(saved), where=saved > 1e-9), 0.0, 1.0
        )

    def claim(self, device_id: str | None, saved: Floats) -> None:
        """Count a saving."""
        self.claims[device_id] = self.claims.get(device_id, np.zeros(len(saved))) + saved


def _round(value: float) -> str:
    """Two figures that count; nothing after the point from 10 on."""
    if value == 0 or not np.isfinite(value):
        return "0"
    digits = 1 - int(np.floor(np.log10(abs(value))))
    return f"{round(value, digits):,.{max(digits, 0)}f}"
