"""One row of the BigQuery table that is forecast: a meter, where it stands, what it used so far.

| column | meaning |
| --- | --- |
| meter | the name that the meter had in training, for its own calibration |
| timezone, country, subdivision | whose clocks and holidays; country may be NULL: no holidays |
| start_hour | hours from 1970-01-01 00:00 UTC to the first value |
| energy_kwh | kWh of each hour from there on as text, separated by commas; empty is missing |

The forecast begins where the values end. Text, because an array of BigQuery holds no NULL.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ml.forecasting.features import History
from ml.forecasting.modelled import unmodelled
from ml.forecasting.scores import QUANTILES
from ml.panel import Floats, Ints, Panel, Place

LONGEST = 3 * 8784  # hours: a larger panel helps no model and costs memory


class Predicts(Protocol):
    """A loaded forecaster."""

    def predict(self, history: History, origins: Ints) -> Floats: ...


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone is named {name!r}") from None
    return name


def _values(text: Any) -> Floats:
    if not isinstance(text, str) or not text.strip():
        raise ValueError("write kWh an hour as text, separated by commas")
    return np.array([float(word) if word.strip() else np.nan for word in text.split(",")])


class Instance(BaseModel):
    """A row, after a look at each of its values."""

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True, extra="ignore")

    meter: str
    start_hour: int = Field(ge=0, le=200 * 8784)
    energy_kwh: Annotated[Floats, BeforeValidator(_values)]
    timezone: Annotated[str, BeforeValidator(_zone)] = "UTC"
    country: str | None = None
    subdivision: str | None = None

    @property
    def end_hour(self) -> int:
        """Where the values end and the forecast begins."""
        return self.start_hour + len(self.energy_kwh)

    @property
    def place(self) -> Place:
        return Place(self.timezone, self.country, self.subdivision)


def predictions(forecaster: Predicts, rows: list[Any]) -> list[dict[str, Any]]:
    """A prediction a row, in the rows' order; a row that cannot be forecast says why.

    Meters of one place whose values end together are forecast side by side.
    """
    found: list[dict[str, Any]] = [{} for _ in rows]
    groups: dict[tuple[Place, int], list[tuple[int, Instance]]] = defaultdict(list)
    for number, row in enumerate(rows):
        try:
            instance = Instance.model_validate(row)
        except ValidationError as error:
            found[number] = {"meter": _name(row), "reason": _explain(error)}
        else:
            groups[instance.place, instance.end_hour].append((number, instance))
    for (place, end), members in groups.items():
        said = _together(forecaster, place, end, [instance for _, instance in members])
        for (number, _), prediction in zip(members, said, strict=True):
            found[number] = prediction
    return found


def _together(
    forecaster: Predicts, place: Place, end: int, members: list[Instance]
) -> list[dict[str, Any]]:
    """The predictions of meters whose values end at the hour ``end``."""
    hours = min(max(len(member.energy_kwh) for member in members), LONGEST)
    energy = np.full((hours, len(members)), np.nan)
    for column, member in enumerate(members):
        newest = member.energy_kwh[-hours:]
        energy[hours - len(newest) :, column] = newest
    energy[~np.isfinite(energy)] = np.nan
    panel = Panel(end - hours, tuple(member.meter for member in members), energy, place)
    history = History.latest(panel)
    end_row = history.panel.hours
    quantiles = forecaster.predict(history, np.array([end_row]))[0]
    without = unmodelled(history, end_row)
    issued = datetime.fromtimestamp(end * 3600, UTC)
    return [
        _prediction(member.meter, issued, quantiles[column], without.get(member.meter))
        for column, member in enumerate(members)
    ]


def _prediction(
    meter: str, issued: datetime, quantiles: Floats, reason: str | None
) -> dict[str, Any]:
    """``quantiles`` in kWh, (hours, 9): hour 0 begins when the forecast is issued."""
    if reason is None and not np.isfinite(quantiles).all():
        reason = "too little was measured to go by"
    said: dict[str, Any] = {"meter": meter, "issued_at": issued.isoformat(), "reason": reason}
    if reason:
        return said
    names = [f"q{round(level * 100)}_kwh" for level in QUANTILES]
    return said | {name: quantiles[:, n].round(6).tolist() for n, name in enumerate(names)}


def _name(row: Any) -> str | None:
    name = row.get("meter") if isinstance(row, dict) else None
    return name if isinstance(name, str) else None


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    column = ".".join(map(str, first["loc"]))
    return f"{column}: {first['msg'].removeprefix('Value error, ')}"
