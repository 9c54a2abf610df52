"""Detection: a panel in, flagged hours and incidents out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np
import pyarrow as pa

from ml.anomalies import tables
from ml.anomalies.causes import causes
from ml.anomalies.context import Context
from ml.anomalies.detectors.protocol import Detector, Seen
from ml.anomalies.echoes import Echo, echoes
from ml.anomalies.ensemble import Opinion, Progress, first_opinion, opinion
from ml.anomalies.incidents import Cause, Incident, flags_of, incidents, merged, runs
from ml.anomalies.lasting import lasting
from ml.anomalies.likeness import similar, taught, told
from ml.anomalies.usual import Bools
from ml.anomalies.weather import Weather
from ml.panel import Floats, Panel

Look = Literal["first", "full"]


@dataclass(frozen=True, eq=False)
class Detection:
    """What was found from row ``since`` on: per hour, and as incidents."""

    panel: Panel
    since: int
    probability: Floats
    expected: Floats
    flags: Bools
    found: tuple[Incident, ...]
    look: Look

    @property
    def points(self) -> pa.Table:
        """meter, ts, probability, flag: see ``tables.POINTS``."""
        return tables.points(self.panel, self.since, self.probability, self.flags)

    @property
    def incidents(self) -> pa.Table:
        """meter, start, end, kind, severity, ...: see ``tables.INCIDENTS``."""
        return tables.incidents(self.panel, self.found)


@dataclass(frozen=True, eq=False)
class Known:
    """What may be known beside the energy; (hours,) arrays are the panel's hours.

    ``price`` a kWh, ``carbon`` kg a kWh, ``occupancy`` people; ``parents`` each sub-meter's
    main; ``loads`` the sub-meters (None: to be told from what they count); ``feedback`` rows of
    anomaly_feedback, whose device_id is the meter; ``earlier`` incidents of earlier looks, whose
    names are kept.
    """

    price: Floats | None = None
    carbon: Floats | None = None
    occupancy: Floats | None = None
    parents: Mapping[str, str] | None = None
    loads: Collection[str] | None = None
    feedback: pa.Table | None = None
    earlier: pa.Table | None = None
    tenant: str = ""


NOTHING = Known()


def detect(
    panel: Panel,
    weather: Weather | None = None,
    since: datetime | None = None,
    known: Known = NOTHING,
    progress: Progress | None = None,
) -> Detection:
    """The full look: every hour from ``since`` on is judged from what came before and after it.

    Whether there is a prior year is seen from the panel, meter by meter. No labels are read.
    """
    first = _first(panel, since)
    said = opinion(panel, weather, first, progress, known.loads)
    return detection(panel, weather, first, said, known, "full")


def first_look(
    panel: Panel,
    weather: Weather | None = None,
    since: datetime | None = None,
    known: Known = NOTHING,
    progress: Progress | None = None,
) -> Detection:
    """The first look, as readings land: an hour is judged from the hours up to it.

    What lies after an hour never changes what is said of it.
    """
    first = _first(panel, since)
    said = first_opinion(panel, first, progress)
    return detection(panel, weather, first, said, known, "first")


def alone(
    panel: Panel,
    detector: Detector,
    weather: Weather | None = None,
    since: datetime | None = None,
) -> Detection:
    """What one detector by itself would flag at its own threshold: for tables, not for people."""
    first = _first(panel, since)
    seen = Seen(panel, weather)
    score = detector.score(seen)
    score[:first] = np.nan
    probability = score / (1.0 + score)
    flagged = runs(score, "no_data" if detector.name == "no_data" else None)
    made = incidents(panel, seen.usual.expected, flagged)
    flags = np.nan_to_num(score) >= 1
    flags &= np.isfinite(panel.energy)
    return Detection(panel, first, probability, seen.usual.expected, flags, tuple(made), "full")


def _first(panel: Panel, since: datetime | None) -> int:
    """The first row to judge."""
    return 0 if since is None else min(max(panel.row(since), 0), panel.hours)


def detection(  # noqa: PLR0913, PLR0917
    read: Panel, weather: Weather | None, since: int, said: Opinion, known: Known, look: Look
) -> Detection:
    """Incidents of an opinion: merged, without echoes, with causes, prices and lasting names."""
    panel = said.panel
    filled = np.isfinite(read.energy) & ~np.isfinite(panel.energy)
    believed = merged(said.flagged)
    again = echoes(panel, said.expected, believed, known.parents)
    gone = {echo.run for echo in again}
    kept = [run for run in believed if run not in gone]
    made = incidents(panel, said.expected, kept, known.tenant)
    context = Context(panel, said.expected, weather, known.occupancy, filled)
    carbon = known.carbon
    if carbon is None and weather is not None:
        carbon = weather.carbon_kg_per_kwh
    made = [
        replace(
            one,
            causes=(*_seen_too(panel, one, again), *causes(context, one)),
            cost=_weighed(context, one, known.price),
            carbon_kg=_weighed(context, one, carbon),
        )
        for one in made
    ]
    made = taught(panel, said.expected, made, told(panel, known.feedback))
    made = similar(panel, said.expected, lasting(panel, made, known.earlier))
    flags = flags_of(panel, made)
    return Detection(panel, since, said.probability, said.expected, flags, tuple(made), look)


def _seen_too(panel: Panel, incident: Incident, again: Sequence[Echo]) -> list[Cause]:
    """The meters at which the same incident shows again."""
    others = sorted(
        {
            panel.meters[echo.run.meter]
            for echo in again
            if echo.of.meter == incident.meter
            and echo.of.start < incident.end
            and incident.start < echo.of.end
        }
    )
    if not others:
        return []
    said = f"the same kWh show at {', '.join(others[:3])}{' and others' if others[3:] else ''}"
    return [Cause("It began at this meter", said, 0.6)]


def _weighed(context: Context, incident: Incident, by: Floats | None) -> float | None:
    """The excess times a price or an intensity of each hour; None where one is unknown."""
    if by is None or incident.excess_kwh is None:
        return None
    excess = context.actual(incident) - context.usually(incident)
    each = by[incident.start : incident.end]
    hours = np.isfinite(excess)
    return float((excess * each)[hours].sum()) if np.isfinite(each[hours]).all() else None
