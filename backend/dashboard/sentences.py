"""Headlines: one sentence out of figures that are there, or one that says what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend.asof import names

ENOUGH = 0.5
"""Below this completeness a sentence makes no claim about size."""
WHOLE = 0.9
"""Below this a sum is only a lower bound."""
ROUGH = 0.2
"""From this estimated share on a figure is "about"."""
SAME = 0.02


def number(value: float) -> str:
    """As the screens write it: no decimals from 100, else one."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"


def compared(change: float | None, with_what: str) -> str:
    """What follows a load: ", 8% more than ..." or nothing."""
    if change is None:
        return ""
    if abs(change) < SAME:
        return f", about the same as {with_what}"
    return f", {abs(change):.0%} {'more' if change > 0 else 'less'} than {with_what}"


def headline(
    tenant: str,
    now: Mapping[str, Any],
    before: Mapping[str, Any],
    change: float | None,
    silent_buildings: Sequence[str],
) -> dict[str, Any]:
    """A Headline about a site."""
    if now["value"] is None:
        text = f"{tenant}: no load is known now ({now['why']})."
        return {"text": text, "detail": _silence(silent_buildings), "figures": []}
    complete = now["completeness"]
    if complete is not None and complete < ENOUGH:
        text = f"{tenant}: not enough data for a total, {complete:.0%} of the readings are here."
        return {"text": text, "detail": _silence(silent_buildings), "figures": []}
    about = "about " if (now["estimated_share"] or 0) >= ROUGH else ""
    if complete is not None and complete < WHOLE:
        text = (
            f"{tenant} draws at least {about}{number(now['value'])} kW now; "
            f"{complete:.0%} of the readings are here."
        )
        return {"text": text, "detail": _silence(silent_buildings), "figures": [now]}
    text = (
        f"{tenant} draws {about}{number(now['value'])} kW now"
        f"{compared(change, 'the same hour last week')}."
    )
    figures = [now] if change is None else [now, before]
    return {"text": text, "detail": _silence(silent_buildings), "figures": figures}


def _silence(buildings: Sequence[str]) -> str:
    if not buildings:
        return "Every building reports."
    return f"Nothing comes from {names(buildings)}."


def quality(overall: Mapping[str, Any], silent: Sequence[tuple[str, str]], days: int) -> str:
    """The headline of data health: ``silent`` is (device, "silent 61 h")."""
    if overall["value"] is None:
        return "No reading was due in these days."
    text = f"Data is {overall['value']:.1%} complete over {days} days"
    if not silent:
        return text + "; every meter reports."
    device, why = silent[0]
    if len(silent) == 1:
        return f"{text}; {device} is {why}."
    return f"{text}; {len(silent)} meters are silent, {device} the longest ({why})."
