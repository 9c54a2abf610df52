"""What is known around an incident: other meters, weather, people, calendar, gaps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ml.anomalies.equal import equal_run
from ml.anomalies.incidents import Incident
from ml.anomalies.usual import MAD, Bools, median, usual
from ml.anomalies.weather import Weather
from ml.panel import Floats, Ints, Panel


@dataclass(frozen=True, eq=False)
class Context:
    """What is known around incidents: the other meters, the weather, the calendar, the gaps.

    ``filled`` (hours, meters): values came, but nobody measured them (``interpolated``).
    """

    panel: Panel
    expected: Floats
    weather: Weather | None = None
    occupancy: Floats | None = None
    filled: Bools | None = None

    @cached_property
    def residual(self) -> Floats:
        """Actual less expected kWh, in robust deviations of each meter."""
        away = self.panel.energy - self.expected
        return away / (MAD * median(np.abs(away), 0) + 1e-9)

    @cached_property
    def equal(self) -> Floats:
        return equal_run(self.panel.energy)

    @cached_property
    def unusual_degrees(self) -> Floats | None:
        """Temperature less that of the days like it, per hour; None without weather."""
        degrees = self.weather.temperature_c if self.weather else None
        return None if degrees is None else degrees - self._usual(degrees)

    @cached_property
    def usual_people(self) -> Floats | None:
        """People who are there on days like it, per hour; None where nobody counts them."""
        return None if self.occupancy is None else self._usual(self.occupancy)

    @cached_property
    def follows(self) -> Floats:
        """Of each meter the correlation of its residual with unusual degrees."""
        degrees = self.unusual_degrees
        if degrees is None:
            return np.zeros(len(self.panel.meters))
        found = []
        for column in self.residual.T:
            both = np.isfinite(column) & np.isfinite(degrees)
            x, y = np.clip(column[both], -4, 4), degrees[both]
            varied = both.sum() > 168 and x.std() > 0 and y.std() > 0
            found.append(float(np.corrcoef(x, y)[0, 1]) if varied else 0.0)
        return np.array(found)

    def rows(self, incident: Incident) -> Ints:
        return np.arange(incident.start, incident.end)

    def actual(self, incident: Incident) -> Floats:
        return self.panel.energy[incident.start : incident.end, incident.meter]

    def usually(self, incident: Incident) -> Floats:
        return self.expected[incident.start : incident.end, incident.meter]

    def _usual(self, values: Floats) -> Floats:
        place = Panel(self.panel.start, ("one",), values[:, None], self.panel.place)
        return usual(place).expected[:, 0]
