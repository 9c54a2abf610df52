"""Score forecasts as they were issued, now that their truth is known."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

import numpy as np

from ml import skill
from ml.meters import Estate, Target, estates
from ml.panel import hour_number
from ml.tasks.forecast import LEVELS
from ml.work import Done, Work


def run(work: Work) -> Done:
    """Options: ``ends``, ``computed_at``. Tables in: meters, hours, served (rows of forecasts).

    Out: skill, a measurement of each version that served.
    """
    ends = {tenant: datetime.fromisoformat(end) for tenant, end in work.options["ends"].items()}
    computed_at = datetime.fromisoformat(work.options["computed_at"])
    served: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in work.tables["served"].to_pylist():
        served[row["model"], row["version"]].append(row)
    rows = []
    found = estates(work.tables["meters"], work.tables["hours"], ends)
    for (model, version), said in sorted(served.items()):
        common = {"model": model, "version": version, "basis": "served", "computed_at": computed_at}
        for estate in found:
            own = [row for row in said if row["tenant_id"] == estate.tenant_id]
            issued = _issued(estate, own)
            if issued is not None:
                plain = skill.naive(estate, issued.origins)
                rows += skill.rows(estate, skill.skills(estate, issued, plain), common)
    return Done({"skill": skill.table(rows)}, {"rows": len(rows)})


def _issued(estate: Estate, rows: list[dict[str, Any]]) -> skill.Said | None:
    """The stored rows as arrays over the estate; NaN where nothing was issued."""
    columns = {target: number for number, each in enumerate(estate.targets) for target in each}
    panel = estate.panel
    origins = np.array(sorted({_row(estate, row["issued_at"]) for row in rows}), np.int64)
    origins = origins[(origins > 0) & (origins < panel.hours)]
    if not len(origins):
        return None
    starts = skill.starts_of(estate, origins)
    hourly = np.full((len(origins), len(panel.meters), skill.HOURLY[-1], len(LEVELS)), np.nan)
    daily = np.full((len(origins), len(panel.meters), starts.shape[1], len(LEVELS)), np.nan)
    place = {int(origin): number for number, origin in enumerate(origins)}
    for row in rows:
        target = Target(row["tenant_id"], row["building_id"], row["device_id"])
        column, number = columns.get(target), place.get(_row(estate, row["issued_at"]))
        if column is None or number is None:
            continue
        at = _row(estate, row["ts"])
        if row["resolution"] == "hour":
            hourly[number, column, at - origins[number]] = [row[level] for level in LEVELS]
        else:
            step = np.flatnonzero(starts[number] == at)
            daily[number, column, step] = [row[level] for level in LEVELS]
    return skill.Said(origins, hourly, starts, daily)


def _row(estate: Estate, instant: datetime) -> int:
    return hour_number(instant) - estate.panel.start
