"""What serves, what waits to serve, and how it came about: told from the runs of models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_args

import orjson

from backend.asking import Asking
from backend.asof import as_of
from backend.forecasts.skill import SCORED, skills_of
from backend.models.schemas import RunKind
from backend.paging import Page, newest_first
from backend.periods import FIRST
from backend.proof.evidence import execute
from backend.tenancy import Row

MOST_RUNS = 2000
FIGURES = (
    "mase",
    "wql",
    "coverage80",
    "coverage80_p10",
    "naive_mase",
    "naive_wql",
    "naive_coverage80",
    "better_than_naive",
)
HOW_MANY = re.compile(r"^\d+ meters, \d+ days; ")
"""What a training says first: how many meters of all tenants it learned from."""
KEY = ("model", "version", "basis", "horizon_hours")
GIVEN: tuple[RunKind, ...] = ("train", "promote", "rollback")
"""Kinds of run whose status is the role of a version from then on."""
TOLD: tuple[RunKind, ...] = (*GIVEN, "drift")
"""Kinds of run that the roles and the headline are read off, however long ago they were."""
COUNTED = ("backtest", "forecast", "detect", "recommend")
"""Kinds of run that count rows: of all tenants, or of all buildings, only for who may see those."""


def models(asking: Asking, page: Page, kinds: Sequence[RunKind] = ()) -> dict[str, Any]:
    """Models: the roles, skill over the scope's meters, the runs of ``kinds`` (none: of all)."""
    told = _runs(asking, TOLD, failed=False)
    champion = _champion(told)
    drift = next((run for run in told if run["kind"] == "drift"), None)
    runs = _runs(asking, kinds or get_args(RunKind))
    shown, following = page.cut(runs, lambda run: newest_first(run["started_at"], run["run_id"]))
    return {
        "text": _text(champion, drift),
        "champion": champion,
        "challengers": _challengers(told, champion),
        "skill": _skill(asking, champion),
        "drift": _drift(drift) if drift else None,
        "runs": shown,
        "next_cursor": following,
    }


def meters(
    asking: Asking, page: Page, model: str | None = None, horizon_hours: int | None = None
) -> dict[str, Any]:
    """A MeterSkillPage: every meter's newest skill, the champion's own where it was measured, or
    why it has no forecast.
    """
    champion = _champion(_runs(asking, TOLD, failed=False))
    serving = champion["version"] if champion else ""
    skills = skills_of(asking.scope, asking.claims, as_of(asking.scope), serving)
    asked = [
        row
        for row in skills.rows
        if row["reason"] is not None
        or (model in {None, row["model"]} and horizon_hours in {None, row["horizon_hours"]})
    ]
    shown, following = page.cut(asked, _place)
    named = ("building_id", "device_id", "name", "reason")
    rows = [{**{key: row[key] for key in named}, **skills.shown(row)} for row in shown]
    return {"data": rows, "next_cursor": following}


def _runs(asking: Asking, kinds: Sequence[RunKind], *, failed: bool = True) -> list[dict[str, Any]]:
    """The newest runs of these kinds, newest first, with or without those that failed."""
    since = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    leave = [] if failed else ["failed"]
    asked = {"since": since, "kinds": list(kinds), "not_statuses": leave, "row_limit": MOST_RUNS}
    rows = asking.scope.read("model_runs", **asked).to_pylist()
    return [_run(row, whole=asking.scope.buildings is None) for row in rows]


def _place(row: Row) -> str:
    parts = ("building_id", "device_id", "model", "basis")
    return "\n".join([*(row[part] or "" for part in parts), f"{row['horizon_hours']:05d}"])


def _run(row: Row, *, whole: bool) -> dict[str, Any]:
    """A run; ``whole``: who asks may see all that is the tenant's."""
    times = ("started_at", "finished_at", "data_from", "data_to")
    run = {**row, **{name: _utc(row[name]) for name in times}}
    run["parameters"], run["metrics"] = _object(row["parameters"]), _object(row["metrics"])
    of_others = run.pop("shared") or not whole
    if of_others and run["kind"] in COUNTED and run["status"] == "done":
        run["metrics"], run["note"] = {}, None
    elif of_others and run["kind"] in GIVEN:
        run["metrics"].pop("meters", None)
        run["note"] = HOW_MANY.sub("", run["note"] or "") or None
    ended = run["finished_at"]
    run["seconds"] = (ended - run["started_at"]).total_seconds() if ended else None
    return run


def _utc(value: datetime | None) -> datetime | None:
    return value.astimezone(UTC) if value else None


def _object(text: str | None) -> dict[str, Any]:
    """A JSON object; anything else says nothing."""
    try:
        value = orjson.loads(text or "{}")
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _champion(runs: Sequence[Row]) -> dict[str, Any] | None:
    """The version that was last given the role."""
    given = (run for run in runs if run["kind"] in GIVEN and run["status"] == "champion")
    run = next(given, None)
    return _version(run, runs) if run else None


def _challengers(runs: Sequence[Row], champion: Row | None) -> list[dict[str, Any]]:
    """The versions whose last role is that of a challenger, newest first."""
    roles: dict[str, Row] = {}
    for run in runs:
        if run["kind"] in GIVEN and run["version"] and run["status"] != "failed":
            roles.setdefault(run["version"], run)
    serving = champion["version"] if champion else None
    return [
        _version(run, runs)
        for version, run in roles.items()
        if run["status"] == "challenger" and version != serving
    ]


def _version(run: Row, runs: Sequence[Row]) -> dict[str, Any]:
    """The version that ``run`` gave its role. One that ships with the project has no training."""
    own = [one for one in runs if one["kind"] in GIVEN and one["version"] == run["version"]]
    trained = next((one for one in own if one["kind"] == "train"), None)
    source = trained or own[-1]
    return {
        "model": run["model"],
        "version": run["version"] or "",
        "since": run["finished_at"] or run["started_at"],
        "trained_at": (trained["finished_at"] or trained["started_at"]) if trained else None,
        **{name: source[name] for name in ("data_from", "data_to", "parameters")},
        "metrics": {**source["metrics"], **run["metrics"]},
        "note": run["note"],
    }


def _drift(run: Row) -> dict[str, Any]:
    drifted = run["metrics"].get("drifted")
    return {
        "at": run["finished_at"] or run["started_at"],
        "drifted": drifted if isinstance(drifted, bool) else None,
        **{name: run[name] for name in ("status", "note", "metrics")},
    }


def _skill(asking: Asking, champion: Row | None) -> list[dict[str, Any]]:
    scope = asking.scope
    since = (as_of(scope) or datetime.now(UTC)) - SCORED
    serving = champion["version"] if champion else ""
    found = execute(scope, asking.claims, "skill_models", since=since, serving=serving)
    plain = ("model", "version", "basis", "horizon_hours", "origins", "meters")
    times = ("computed_at", "first_origin", "last_origin")
    return [
        {
            **{name: row[name] for name in plain},
            **{name: _utc(row[name]) for name in times},
            **{name: found.figure(row, name, select=KEY) for name in FIGURES},
        }
        for row in found.rows()
    ]


def _text(champion: Row | None, drift: Row | None) -> str:
    if champion is None:
        return "No model has been promoted yet: the naive forecast serves."
    model, version = champion["model"], champion["version"]
    text = f"{model} {version.removeprefix(f'{model}-')} serves since {champion['since']:%d %b %Y}"
    watched = drift if drift and drift["version"] == version else None
    if watched and watched["metrics"].get("drifted") is True:
        return f"{text}; the last drift watch saw drift."
    return f"{text}."
