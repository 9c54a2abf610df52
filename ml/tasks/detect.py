"""Look for incidents, and settle them with those that stand: the same thing is one incident."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from bigquery.arrow_types import arrow_type, schema_of
from ml import anomalies
from ml.anomalies.detection import Detection
from ml.anomalies.incidents import ADJACENT, Incident
from ml.anomalies.scoring_first import ON
from ml.conditions import Sky, by_building, occupancy, rates, weather
from ml.meters import Estate, Target, estates
from ml.panel import HOUR
from ml.standing import NO_DATA, Row, Since, reach, settle
from ml.work import Done, Work

MODEL = "anomalies"
SCHEMA = schema_of("anomalies")


def run(work: Work) -> Done:
    """Options: by tenant ``ends``, ``since`` and ``judged_to`` (the hours before it are left to the
    full look that judged them; may be missing), ``look`` (first, full), ``detected_at``,
    ``version``. Tables in: meters, hours, conditions, stored, feedback; out: anomalies; said:
    ``gone``, by tenant the incidents that the new rows replace."""
    options, tables = work.options, work.tables
    ends = {tenant: datetime.fromisoformat(end) for tenant, end in options["ends"].items()}
    stored, feedback = tables["stored"].to_pylist(), tables["feedback"].to_pylist()
    sky = by_building(tables["conditions"])
    found: list[Row] = []
    gone: dict[str, list[str]] = {}
    for estate in estates(tables["meters"], tables["hours"], ends):
        tenant, kind = estate.tenant_id, options["look"]
        here = {targets[0].device_id for targets in estate.targets[: estate.devices]}
        mine = [r for r in stored if r["tenant_id"] == tenant and r["device_id"] in here]
        said = [r for r in feedback if r["tenant_id"] == tenant]
        # what a full look found stands; a first look need not find it whole
        grows = [r for r in mine if kind == "full" or r["look"] == "first"]
        told = datetime.fromisoformat(options["since"][tenant])
        since = reach(told, here, grows, ADJACENT * HOUR)
        rows = _look(estate, sky, since, work, (mine, said))
        settled = settle(rows, mine, {r["incident_id"] for r in said}, kind, since)
        found += settled.rows
        gone.setdefault(tenant, []).extend(settled.gone)
    return Done({"anomalies": pa.Table.from_pylist(found, schema=SCHEMA)}, {"gone": gone})


def _look(
    estate: Estate, sky: Sky, since: Since, work: Work, past: tuple[list[Row], list[Row]]
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
    found = look(panel, weather(estate, sky), min(since.values()), known)
    judged_to = options["judged_to"].get(estate.tenant_id)
    new = panel.row(datetime.fromisoformat(judged_to)) if judged_to else None
    rows = [
        _row(in_words(row, owner), owner[row["meter"]], sky, options)
        for one, row in zip(found.found, found.incidents.to_pylist(), strict=True)
        if new is None or raised(found, one, new)
    ]
    return [row for row in rows if row["end_ts"] > since[row["device_id"]]]


def raised(found: Detection, one: Incident, new: int) -> bool:
    """Whether an hour from row ``new`` on raises the alarm by itself, or a silence goes on there.

    That an alarm only lasts until it was calm for hours says nothing new.
    """
    if one.kind == NO_DATA:
        return one.end > new
    return bool((found.probability[max(one.start, new) : one.end, one.meter] > ON).any())


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
