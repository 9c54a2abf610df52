"""Look for incidents, and settle them with those that stand: the same thing is one incident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from bigquery.arrow_types import arrow_type, schema_of
from ml import anomalies
from ml.anomalies.incidents import ADJACENT
from ml.conditions import Sky, by_building, occupancy, rates, weather
from ml.meters import Estate, Target, estates
from ml.panel import HOUR
from ml.standing import Row, settle
from ml.work import Done, Work

MODEL = "anomalies"
SCHEMA = schema_of("anomalies")


def run(work: Work) -> Done:
    """Options: ``ends`` by tenant, ``since`` by tenant (None: all hours), ``look`` (first, full),
    ``detected_at``, ``version``. Tables in: meters, hours, conditions, stored, feedback; out:
    anomalies; said: ``gone``, by tenant the incidents that the new rows replace."""
    options, tables = work.options, work.tables
    ends = {tenant: datetime.fromisoformat(end) for tenant, end in options["ends"].items()}
    stored, feedback = tables["stored"].to_pylist(), tables["feedback"].to_pylist()
    sky = by_building(tables["conditions"])
    found: list[Row] = []
    gone: dict[str, list[str]] = {}
    for estate in estates(tables["meters"], tables["hours"], ends):
        told = options["since"].get(estate.tenant_id)
        here = {targets[0].device_id for targets in estate.targets[: estate.devices]}
        mine = [r for r in stored if r["tenant_id"] == estate.tenant_id and r["device_id"] in here]
        said = [r for r in feedback if r["tenant_id"] == estate.tenant_id]
        since = _reach(datetime.fromisoformat(told), mine) if told else None
        rows = _look(estate, sky, since, work, (mine, said))
        standing = [r for r in mine if since is None or r["end_ts"] > since]
        settled = settle(rows, standing, {r["incident_id"] for r in said}, options["look"])
        found += settled.rows
        gone.setdefault(estate.tenant_id, []).extend(settled.gone)
    return Done({"anomalies": pa.Table.from_pylist(found, schema=SCHEMA)}, {"gone": gone})


def _reach(since: datetime, stored: Sequence[Row]) -> datetime:
    """Back to the beginning of what still went on at ``since``, or may go on after some hours."""
    near = since - ADJACENT * HOUR
    begins: list[datetime] = [row["start_ts"] for row in stored if row["end_ts"] > near]
    return min([since, *begins])


def _look(
    estate: Estate,
    sky: Sky,
    since: datetime | None,
    work: Work,
    past: tuple[list[Row], list[Row]],
) -> list[Row]:
    """Rows of anomalies as one look at an estate finds them."""
    options, panel = work.options, estate.single
    owner = {m: estate.targets[c][0] for c, m in enumerate(panel.meters)}
    meter = {target.device_id: name for name, target in owner.items()}
    stored, feedback = past
    earlier = [{**row, "meter": meter[row["device_id"]], "start": row["start_ts"],
                "end": row["end_ts"]} for row in stored]  # fmt: skip
    judged = [{**row, "device_id": meter[row["device_id"]], "at": row["said_at"]}
              for row in feedback if row["device_id"] in meter]  # fmt: skip
    tree = [row for row in work.tables["meters"].to_pylist()
            if row["tenant_id"] == estate.tenant_id and row["device_id"] in meter]  # fmt: skip
    parents = {meter[row["device_id"]]: meter[row["parent_device_id"]]
               for row in tree if row["parent_device_id"] in meter}  # fmt: skip
    loads = [meter[row["device_id"]] for row in tree if row["kind"] == "sub_meter"]
    look = anomalies.detect if options["look"] == "full" else anomalies.first_look
    known = anomalies.Known(
        occupancy=occupancy(estate, sky),
        parents=parents,
        loads=loads,
        feedback=pa.Table.from_pylist(judged, schema=FEEDBACK),
        earlier=pa.Table.from_pylist(earlier, schema=EARLIER),
        tenant=estate.tenant_id,
    )
    found = look(panel, weather(estate, sky), since, known).incidents.to_pylist()
    rows = [_row(in_words(row, owner), owner[row["meter"]], sky, options) for row in found]
    return [row for row in rows if since is None or row["end_ts"] > since]


FEEDBACK = pa.schema(
    [(name, pa.string()) for name in ("incident_id", "device_id", "kind", "verdict", "note")]
    + [(name, arrow_type("TIMESTAMP")) for name in ("start_ts", "end_ts", "at")]
)
EARLIER = pa.schema(
    [(name, pa.string()) for name in ("incident_id", "meter", "kind")]
    + [(name, arrow_type("TIMESTAMP")) for name in ("start", "end")]
)


def in_words(found: Row, owner: dict[str, Target]) -> Row:
    """Evidence that names devices as people know them, and none of another building."""
    here = owner[found["meter"]].building_id
    longest_first = sorted(owner, key=len, reverse=True)
    causes = []
    for cause in found["causes"] or []:
        said = cause["evidence"]
        for name in longest_first:
            target = owner[name]
            own = target.building_id == here and target.device_id is not None
            said = said.replace(name, str(target.device_id) if own else "another meter")
        causes.append({**cause, "evidence": said})
    return {**found, "causes": causes}


def _row(found: Row, owner: Target, sky: Sky, options: Row) -> Row:
    start, end = (found[name].replace(tzinfo=UTC) for name in ("start", "end"))
    price, carbon, currency = rates(sky.get((owner.tenant_id, owner.building_id or "")), start, end)
    excess = found["excess_kwh"]
    known = excess is not None and np.isfinite(excess)
    return {
        **{name: found[name] for name in KEPT},
        **vars(owner),
        "start_ts": start,
        "end_ts": end,
        "cost": excess * price if known and price is not None else None,
        "currency": currency,
        "carbon_kg": excess * carbon if known and carbon is not None else None,
        "similar_ids": list(found["similar"] or []),
        "look": options["look"],
        "model": MODEL,
        "version": options["version"],
        "detected_at": datetime.fromisoformat(options["detected_at"]),
    }


KEPT = ("incident_id", "kind", "severity", "probability", "excess_kwh", "expected_kwh",
        "actual_kwh", "causes")  # fmt: skip
