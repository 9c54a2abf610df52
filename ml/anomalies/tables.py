"""Flags and incidents as Arrow tables: what `powerlytics detect` writes and the warehouse loads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from ml.anomalies.incidents import Incident
from ml.anomalies.usual import Bools
from ml.panel import Floats, Panel

TS = pa.timestamp("us")  # UTC, as in the wide file that came in
TEXT, KWH = pa.string(), pa.float64()
CAUSE = pa.struct([("cause", TEXT), ("evidence", TEXT), ("weight", pa.float64())])
_POINTS: dict[str, pa.DataType] = {
    "meter": TEXT,
    "ts": TS,
    "probability": pa.float64(),
    "flag": pa.bool_(),
}
_INCIDENTS: dict[str, pa.DataType] = {
    "incident_id": TEXT,
    "meter": TEXT,
    "start": TS,
    "end": TS,
    "kind": TEXT,
    "severity": TEXT,
    "probability": pa.float64(),
    "excess_kwh": KWH,
    "expected_kwh": KWH,
    "actual_kwh": KWH,
    "cost": pa.float64(),
    "carbon_kg": pa.float64(),
    "causes": pa.list_(CAUSE),
    "similar": pa.list_(TEXT),
}
POINTS, INCIDENTS = pa.schema(_POINTS), pa.schema(_INCIDENTS)


def points(panel: Panel, since: int, probability: Floats, flags: Bools) -> pa.Table:
    """An hour and meter a row from row ``since`` on; probability NULL where none was measured."""
    rows = np.arange(since, panel.hours)
    meters = len(panel.meters)
    p = probability[since:].T.ravel()
    return pa.table(
        {
            "meter": pa.array(np.repeat(np.array(panel.meters, object), len(rows)), TEXT),
            "ts": pa.array(np.tile(panel.moments(rows), meters), TS),
            "probability": pa.array(p, pa.float64(), mask=~np.isfinite(p)),
            "flag": pa.array(flags[since:].T.ravel(), pa.bool_()),
        },
        schema=POINTS,
    )


def incidents(panel: Panel, found: Sequence[Incident]) -> pa.Table:
    """An incident a row, ``end`` exclusive."""
    start = panel.moments(np.array([one.start for one in found], np.int64))
    end = panel.moments(np.array([one.end for one in found], np.int64))
    rows = [
        {
            **vars(one),
            "meter": panel.meters[one.meter],
            "start": begin,
            "end": finish,
            "causes": [vars(cause) for cause in one.causes],
            "similar": list(one.similar),
        }
        for one, begin, finish in zip(found, start.tolist(), end.tolist(), strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=INCIDENTS)
