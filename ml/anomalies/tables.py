"""Flags and incidents as Arrow tables: what `powerlytics detect` writes and the warehouse loads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from ml.anomalies.incidents import Incident
from ml.anomalies.usual import Bools
from ml.panel import Floats, Panel

TS = pa.timestamp("us")  # UTC, as in the wide file that came in
CAUSE = pa.struct(
    [
        pa.field("cause", pa.string(), nullable=False),
        pa.field("evidence", pa.string(), nullable=False),
        pa.field("weight", pa.float64(), nullable=False),
    ]
)
POINTS = pa.schema(
    [
        pa.field("meter", pa.string(), nullable=False),
        pa.field("ts", TS, nullable=False),
        pa.field("probability", pa.float64()),
        pa.field("flag", pa.bool_(), nullable=False),
    ]
)
INCIDENTS = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("meter", pa.string(), nullable=False),
        pa.field("start", TS, nullable=False),
        pa.field("end", TS, nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),
        pa.field("probability", pa.float64(), nullable=False),
        pa.field("excess_kwh", pa.float64()),
        pa.field("expected_kwh", pa.float64()),
        pa.field("actual_kwh", pa.float64()),
        pa.field("cost", pa.float64()),
        pa.field("carbon_kg", pa.float64()),
        pa.field("causes", pa.list_(CAUSE), nullable=False),
        pa.field("similar", pa.list_(pa.string()), nullable=False),
    ]
)


def points(panel: Panel, since: int, probability: Floats, flags: Bools) -> pa.Table:
    """An hour and meter a row from row ``since`` on; probability NULL where none was measured."""
    rows = np.arange(since, panel.hours)
    meters = len(panel.meters)
    p = probability[since:].T.ravel()
    columns = [
        pa.array(np.repeat(np.array(panel.meters, object), len(rows)), pa.string()),
        pa.array(np.tile(panel.moments(rows), meters), TS),
        pa.array(p, pa.float64(), mask=~np.isfinite(p)),
        pa.array(flags[since:].T.ravel(), pa.bool_()),
    ]
    return pa.table(columns, schema=POINTS)


def incidents(panel: Panel, found: Sequence[Incident]) -> pa.Table:
    """An incident a row, ``end`` exclusive."""
    start = panel.moments(np.array([one.start for one in found], np.int64))
    end = panel.moments(np.array([one.end for one in found], np.int64))
    rows = [
        {
            "incident_id": one.incident_id,
            "meter": panel.meters[one.meter],
            "start": begin,
            "end": finish,
            "kind": one.kind,
            "severity": one.severity,
            "probability": one.probability,
            "excess_kwh": one.excess_kwh,
            "expected_kwh": one.expected_kwh,
            "actual_kwh": one.actual_kwh,
            "cost": one.cost,
            "carbon_kg": one.carbon_kg,
            "causes": [vars(cause) for cause in one.causes],
            "similar": list(one.similar),
        }
        for one, begin, finish in zip(found, start.tolist(), end.tolist(), strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=INCIDENTS)
