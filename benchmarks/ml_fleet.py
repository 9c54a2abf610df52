"""`powerlytics detect` on mock fleets, against what was really wrong with them.

    .venv/bin/python -m benchmarks.ml_fleet --seeds 101,102,103 --days 60,365

A tenant's meters by the hour (the final truth, no faults of transport) go into a wide Parquet
file, its weather into another; `detect` reads nothing else: no labels, no tree of meters. What it
writes is compared with the labelled anomalies by the event protocol: an event is found when an
hour of it, give or take one, is flagged; a run of flags is right when it touches an event. An
anomaly of a sub-meter shows in its main meter, and a supply that fails at the main in every
sub-meter: `own` calls a run right only for an event of the same meter, `seen` also for one whose
kWh this meter counts too. What is chosen in the code was chosen on the seeds 7, 21 and 22, 60 to
365 days until 2026-11-20; the others are for the table.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.buildings import RESULTS, machine
from benchmarks.fleet_truth import FleetTruth, fleet
from pipeline.cli.app import run

FILE = RESULTS / "ml_fleet.json"
KINDS = ("spike", "night_load", "stuck", "level_shift", "drop")
Bools = npt.NDArray[np.bool_]


@dataclass
class Score:
    """Counts over fleets; ``own`` and ``seen`` runs as the module says."""

    found: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    runs: int = 0
    own: int = 0
    seen: int = 0
    hits: int = 0
    flagged: int = 0
    labelled: int = 0

    def row(self, name: str) -> dict[str, object]:
        every = [hit for kind in KINDS for hit in self.found[kind]]
        recall = float(np.mean(every))
        own, seen = self.own / max(self.runs, 1), self.seen / max(self.runs, 1)
        precision, found = self.hits / max(self.flagged, 1), self.hits / max(self.labelled, 1)
        return {
            "from": name,
            "events": len(every),
            "runs": self.runs,
            "precision": round(seen, 3),
            "recall": round(recall, 3),
            "f1": round(_f1(seen, recall), 3),
            "precision_own": round(own, 3),
            "f1_own": round(_f1(own, recall), 3),
            "point_f1": round(_f1(precision, found), 3),
            **{kind: round(float(np.mean(self.found[kind])), 2) for kind in KINDS},
        }


def main() -> None:
    """Prints a row a file; those of the options as they are by default are kept."""
    options = _options()
    until = datetime.fromisoformat(options.until).replace(tzinfo=UTC)
    rows: list[dict[str, object]] = []
    called: list[str] = []
    took: dict[str, float] = {}
    for days in map(int, options.days.split(",")):
        began = time.monotonic()
        scores = {"points": Score(), "incidents": Score()}
        for seed in map(int, options.seeds.split(",")):
            mine = {"points": Score(), "incidents": Score()}
            for group in _files(seed, until, days, apart=options.apart):
                flags, spans = detected(group, weather=not options.blind, zone=options.zone)
                for score in (mine, scores):
                    judge(group, flags, score["points"])
                    judge(group, _hours(group, spans), score["incidents"], spans)
            made = [score.row(f"{days} days, seed {seed} {name}") for name, score in mine.items()]
            print(made[-1], flush=True)
            rows += made
        rows += [score.row(f"{days} days, all {name}") for name, score in scores.items()]
        named = scores["incidents"].named
        called += [
            f"{days} days: {k} is called {dict(Counter(named[k]).most_common())}" for k in KINDS
        ]
        took[f"{days} days"] = round(time.monotonic() - began, 1)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    print(*called, took, sep="\n")
    if options == _options([]):  # as in `make bench-ml`
        kept = {"command": vars(options), **machine(), "rows": rows, "seconds_in_all": took}
        FILE.write_text(json.dumps(kept, indent=1) + "\n")


def _files(seed: int, until: datetime, days: int, *, apart: bool) -> list[list[FleetTruth]]:
    """A file a tenant, or one a building."""
    buildings = fleet(seed, until=until, days=days)
    if apart:
        return [[one] for one in buildings]
    tenants = sorted({b.building.tariff_id for b in buildings})
    return [[b for b in buildings if b.building.tariff_id == tenant] for tenant in tenants]


def detected(
    group: Sequence[FleetTruth], *, weather: bool, zone: str | None
) -> tuple[Bools, pd.DataFrame]:
    """Flags (hours, meters) and incidents, as the command writes them."""
    zone = zone or group[0].panel.place.timezone
    hours = group[0].panel.moments(np.arange(group[0].panel.hours))
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        wide = pd.DataFrame(np.hstack([b.panel.energy for b in group]), columns=_meters(group))
        wide.insert(0, "ts", hours)
        wide.to_parquet(at / "wide.parquet")
        sky = {"temperature_c": group[0].temperature_c, "irradiance_w_m2": group[0].irradiance}
        pd.DataFrame({"ts": hours, **sky}).to_parquet(at / "weather.parquet")
        arguments = ["detect", "--data", str(at / "wide.parquet"), "--timezone", zone]
        if weather:
            arguments += ["--weather", str(at / "weather.parquet")]
        arguments += ["--points", str(at / "p.parquet"), "--incidents", str(at / "i.parquet")]
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = run(arguments)
        assert status == 0, said.getvalue()
        points, incidents = pd.read_parquet(at / "p.parquet"), pd.read_parquet(at / "i.parquet")
    flags = points.pivot_table(index="ts", columns="meter", values="flag", aggfunc="first")
    return flags[_meters(group)].to_numpy(bool), incidents


def judge(
    group: Sequence[FleetTruth], flags: Bools, score: Score, spans: pd.DataFrame | None = None
) -> None:
    """Add one file's flags to a score."""
    place = {name: number for number, name in enumerate(_meters(group))}
    own, seen = np.zeros(flags.shape, bool), np.zeros(flags.shape, bool)
    wide = flags.copy()
    wide[1:] |= flags[:-1]
    wide[:-1] |= flags[1:]
    for part in group:
        for event in part.events:
            first = max(event.start // 3600 - part.panel.start, 0)
            last = min(-(-event.end // 3600) - part.panel.start, len(flags))
            if last <= first:
                continue
            meter = place[event.device_id]
            hours = slice(first, last)
            own[hours, meter] = seen[hours, meter] = True
            above = part.parents.get(event.device_id)
            if above:
                seen[hours, place[above]] = True
            elif event.kind == "drop":
                seen[hours, [place[name] for name in part.panel.meters]] = True
            score.found[event.kind].append(bool(wide[hours, meter].any()))
            if spans is not None:
                kinds = _kinds(spans, part, event.device_id, first, last)
                score.named[event.kind].append(kinds)
    for meter in range(flags.shape[1]):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], flags[:, meter].astype(int), [0]])))
        for first, last in edges.reshape(-1, 2):
            score.runs += 1
            score.own += bool(own[first:last, meter].any())
            score.seen += bool(seen[first:last, meter].any())
    score.hits += int((own & flags).sum())
    score.flagged += int(flags.sum())
    score.labelled += int(own.sum())


def _kinds(spans: pd.DataFrame, part: FleetTruth, meter: str, first: int, last: int) -> str:
    start, end = part.panel.moments(np.array([first, last]))
    mine = spans[(spans.meter == meter) & (spans.start < end) & (spans.end > start)]
    mine = mine[mine.kind != "no_data"]
    return str(mine.kind.iloc[0]) if len(mine) else "-"


def _hours(group: Sequence[FleetTruth], spans: pd.DataFrame) -> Bools:
    """(hours, meters) within incidents about energy."""
    place = {name: number for number, name in enumerate(_meters(group))}
    start = group[0].panel.moments(np.array([0]))[0]
    hours = np.zeros((group[0].panel.hours, len(place)), bool)
    for one in spans[spans.kind != "no_data"].itertuples():
        first, last = ((moment - start) // pd.Timedelta("1h") for moment in (one.start, one.end))
        hours[first:last, place[str(one.meter)]] = True
    return hours


def _meters(group: Sequence[FleetTruth]) -> list[str]:
    return [name for part in group for name in part.panel.meters]


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", default="101,102,103")
    parser.add_argument("--days", default="60,365", help="lengths of the record")
    parser.add_argument("--until", default="2026-11-20")
    parser.add_argument("--blind", action="store_true", help="without the weather")
    parser.add_argument("--apart", action="store_true", help="a file a building")
    parser.add_argument("--zone", help="of all files, instead of each tenant's own")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
