"""Change-point regression of daily energy on outdoor temperature.

energy = a + b·rest + (h + i·rest)·max(0, Th - T) + (c + d·rest)·max(0, T - Tc), the usual
five-parameter signature of a building, with its own level and slopes on days of rest (rest = 1).
The change points lie on a grid of whole degrees; every fit of the grid is solved at once from
weighted sums, so a bootstrap costs little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.recommendations.measured import Bools, Floats, Ints

HEATING = np.arange(6.0, 22.0)  # °C at which heating may begin
COOLING = np.arange(12.0, 27.0)
FEWEST_DAYS = 15  # beyond a change point, for its slope to be one


@dataclass(frozen=True)
class Fit:
    """Change points in °C (None: no such part) and slopes in kWh a degree and day."""

    heating_c: float | None
    cooling_c: float | None
    coefficients: Floats
    r2: float
    rmse: float

    def degree_worth(self, temperature: Floats, rest: Bools, side: str) -> Floats:
        """(days,) kWh that one degree less heating, or cooling, is worth on each day."""
        point = self.heating_c if side == "heating" else self.cooling_c
        if point is None:
            return np.zeros(len(temperature))
        place = 2 if side == "heating" or self.heating_c is None else 4
        slope = self.coefficients[place] + self.coefficients[place + 1] * rest
        beyond = point - temperature if side == "heating" else temperature - point
        saved: Floats = slope * (np.maximum(beyond, 0.0) - np.maximum(beyond - 1.0, 0.0))
        return saved


class Signature:
    """The days of one meter, ready to be fitted with any weights.

    temperature, energy: (days,) without NaN; rest: (days,); heating, cooling: which parts to fit;
    beside: (days, columns) of whatever else the energy follows.
    """

    def __init__(  # noqa: PLR0913
        self,
        temperature: Floats,
        energy: Floats,
        rest: Bools,
        *,
        heating: bool,
        cooling: bool,
        beside: Floats | None = None,
    ) -> None:
        beside = np.empty((len(energy), 0)) if beside is None else beside
        self.temperature, self.energy = temperature, energy
        self._points = [
            (h, c)
            for h in (_reached(HEATING, temperature, cold=True) if heating else [None])
            for c in (_reached(COOLING, temperature, cold=False) if cooling else [None])
            if h is None or c is None or c >= h
        ]
        mixed = bool(rest.any() and not rest.all())
        self._designs = [
            np.column_stack([_design(temperature, rest & mixed, h, c), beside])
            for h, c in self._points
        ]
        self.parameters = self._designs[0].shape[1] + heating + cooling if self._designs else 0
        self._gram: Floats = np.empty(0)
        if self._designs:
            joined = np.stack([np.column_stack([x, energy]) for x in self._designs])
            products = np.einsum("kni,knj->knij", joined, joined)
            width = joined.shape[2]
            self._shape: tuple[int, int, int] = (len(joined), width, width)
            self._gram = products.transpose(1, 0, 2, 3).reshape(len(energy), -1)

    @property
    def possible(self) -> bool:
        """Enough days lie beyond some change point of each part."""
        return bool(self._designs)

    def fit(self, weights: Floats | None = None) -> Fit:
        """The best change points of the grid and their slopes, least squares with weights."""
        w = np.ones(len(self.energy)) if weights is None else weights
        gram = (w @ self._gram).reshape(self._shape)
        xx, xy, yy = gram[:, :-1, :-1], gram[:, :-1, -1], gram[:, -1, -1]
        # A column that these weights leave empty gets no slope instead of an error.
        ridge = 1e-9 * np.maximum(np.einsum("kii->k", xx), 1.0)
        eye = np.eye(xx.shape[1])
        found = np.linalg.solve(xx + ridge[:, None, None] * eye, xy[..., None])[..., 0]
        error = yy - np.einsum("ki,ki->k", found, xy)
        best = int(np.argmin(error))
        mean = w @ self.energy / w.sum()
        spread = float(w @ (self.energy - mean) ** 2)
        left = max(float(error[best]), 0.0)
        freedom = max(float((w > 0).sum()) - self.parameters, 1.0)
        heating, cooling = self._points[best]
        return Fit(
            heating, cooling, found[best], 1 - left / spread if spread > 0 else 0.0,
            float(np.sqrt(left / w.sum() * (w > 0).sum() / freedom)),
        )  # fmt: skip

    def design(self, fit: Fit) -> Floats:
        """(days, columns) of the chosen change points."""
        return self._designs[self._points.index((fit.heating_c, fit.cooling_c))]


def choose(
    temperature: Floats, energy: Floats, rest: Bools, beside: Floats | None = None
) -> Signature | None:
    """Which parts the days carry: heating, cooling, both or none (None), by Schwarz's criterion."""
    spread = float(((energy - energy.mean()) ** 2).sum())
    n = len(energy)
    flat = np.column_stack([np.ones(n), rest, *([] if beside is None else beside.T)])
    left = energy - flat @ np.linalg.lstsq(flat, energy, rcond=None)[0]
    best, chosen = n * np.log(max(float(left @ left), 1e-12 * max(spread, 1e-12)) / n), None
    best += flat.shape[1] * np.log(n)
    for heating, cooling in ((True, False), (False, True), (True, True)):
        signature = Signature(
            temperature, energy, rest, heating=heating, cooling=cooling, beside=beside
        )
        if not signature.possible:
            continue
        error = spread * (1 - signature.fit().r2)
        score = n * np.log(max(error, 1e-12 * max(spread, 1e-12)) / n)
        score += signature.parameters * np.log(n)
        if score < best:
            best, chosen = score, signature
    return chosen


def _reached(grid: Floats, temperature: Floats, *, cold: bool) -> list[float]:
    """Change points beyond which there are days enough."""
    beyond: Ints = (
        (temperature[None] < grid[:, None]) if cold else (temperature[None] > grid[:, None])
    ).sum(axis=1)
    return [float(point) for point, days in zip(grid, beyond, strict=True) if days >= FEWEST_DAYS]


def _design(
    temperature: Floats, rest: Bools, heating: float | None, cooling: float | None
) -> Floats:
    columns = [np.ones(len(temperature)), rest.astype(np.float64)]
    for degrees in (
        None if heating is None else np.maximum(heating - temperature, 0.0),
        None if cooling is None else np.maximum(temperature - cooling, 0.0),
    ):
        if degrees is not None:
            columns += [degrees, degrees * rest]
    return np.column_stack(columns)
