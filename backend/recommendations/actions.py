"""What people say they did of what was recommended: never changed, measured from then on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.asking import Ask, Asking
from backend.errors import invalid, not_found
from backend.recommendations import savings
from backend.tenancy import Row, scope_of

EARLIEST = date(1971, 1, 1)  # a year before it is read
AHEAD = timedelta(days=2)  # tomorrow where the building stands; in the east that is a day more
COPIED = ("recommendation_id", "building_id", "device_id", "kind", "title")


async def say(ask: Ask, recommendation_id: str, since: date) -> dict[str, Any]:
    """The Saving of it; 404 for a recommendation that is not the asker's, 422 for a day to come."""
    if not EARLIEST <= since <= datetime.now(UTC).date() + AHEAD:
        raise invalid(
            "body.since", "Give the first whole day with the change: tomorrow at the latest."
        )
    said: dict[str, Any] = await ask.parts.answers.in_thread(
        lambda: _say(ask, recommendation_id, since)
    )
    return said


async def take_back(ask: Ask, recommendation_id: str) -> dict[str, Any]:
    """The Savings without it; 404 for a recommendation that is not the asker's."""
    left: dict[str, Any] = await ask.parts.answers.in_thread(
        lambda: _take_back(ask, recommendation_id)
    )
    return left


def _say(ask: Ask, recommendation_id: str, since: date) -> dict[str, Any]:
    known = _known(ask, recommendation_id)
    if known["since"] != since:  # the same said twice is said once
        _write(ask, known, since)
    return savings.saving(_afterwards(ask), recommendation_id)


def _take_back(ask: Ask, recommendation_id: str) -> dict[str, Any]:
    known = _known(ask, recommendation_id)
    if known["since"] is not None:
        _write(ask, known, None)
    return savings.savings(_afterwards(ask), None)


def _afterwards(ask: Ask) -> Asking:
    """The data has another version now, and the answer is of that one."""
    parts = ask.parts
    return Asking(scope_of(ask.principal, parts.warehouse, parts.memory), parts.claims)


def _known(ask: Ask, recommendation_id: str) -> Row:
    """What an action copies of its recommendation, and ``since``.

    One that was ever acted on is known also when it is not recommended any more: that is what the
    action was for.
    """
    asking = Asking(ask.scope, ask.parts.claims)
    if (done := savings.find(asking, recommendation_id)) is not None:
        return done
    rows = asking.scope.read("recommendations", recommendation_id=recommendation_id).to_pylist()
    if not rows or not recommendation_id:
        raise not_found("recommendation")
    return {**rows[0], "since": None}


def _write(ask: Ask, known: Row, since: date | None) -> None:
    said = {
        **{name: known[name] for name in COPIED},
        "since": since,
        "who": ask.principal.email or ask.principal.name,
        "said_at": datetime.now(UTC),
    }
    ask.scope.write("recommendation_actions", said)
