"""An incident keeps its name while it goes on: a later look extends it, and makes no second one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from ml.anomalies.incidents import ADJACENT, Incident
from ml.panel import Panel


def lasting(panel: Panel, found: Sequence[Incident], known: pa.Table | None) -> list[Incident]:
    """Incidents under the names of the known ones that they overlap or continue.

    ``known``: incident_id, meter, start, end, kind of an earlier look. The earliest that fits
    gives the name; a name is given once.
    """
    if known is None:
        return list(found)
    names = ("incident_id", "meter", "start", "end", "kind")
    before = sorted(known.select(names).to_pylist(), key=lambda row: row["start"])
    given: set[str] = set()
    made = []
    for one in sorted(found, key=lambda incident: (incident.start, incident.meter)):
        name = next(
            (
                row["incident_id"]
                for row in before
                if row["incident_id"] not in given
                and row["meter"] == panel.meters[one.meter]
                and (row["kind"] == "no_data") == (one.kind == "no_data")
                and panel.row(row["start"]) < one.end + ADJACENT + 1
                and one.start < panel.row(row["end"]) + ADJACENT + 1
            ),
            one.incident_id,
        )
        given.add(name)
        made.append(replace(one, incident_id=name))
    return sorted(made, key=lambda incident: (incident.meter, incident.start))
