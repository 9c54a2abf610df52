"""What a detector sees and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from ml.anomalies.usual import Usual, usual
from ml.anomalies.weather import Weather
from ml.panel import Floats, Panel


@dataclass(frozen=True, eq=False)
class Seen:
    """What a detector may look at. With ``past_only`` an hour is judged from earlier hours."""

    panel: Panel
    weather: Weather | None = None
    past_only: bool = False

    @cached_property
    def usual(self) -> Usual:
        """What is expected of each hour, from days like it."""
        return usual(self.panel, past_only=self.past_only)

    @cached_property
    def residual(self) -> Floats:
        """Actual less expected, in ordinary deviations; NaN where either is unknown."""
        deviations: Floats = (self.panel.energy - self.usual.expected) / self.usual.spread
        return deviations


class Detector(Protocol):
    """One way to see that something is wrong. Scores never depend on another meter's."""

    @property
    def name(self) -> str:
        """How it is called in tables and on the command line."""
        ...

    def score(self, seen: Seen) -> Floats:
        """(hours, meters): 1 and more is a flag, NaN where nothing can be said."""
        ...
