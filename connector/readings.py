"""The readings of one shard: pages in, judged rows and checkpoints out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from fivetran_connector_sdk import Logging as log
from fivetran_connector_sdk import Operations as op

from api import MOST_EXPIRIES, Api, CursorExpiredError, SourceError
from schema import moment
from validation import LONGEST, Judge, Reading, Rejection

BEGINNING = "1970-01-01T00:00:00Z"
MOST_FLAGGED = 100_000


def back(since: str, seconds: float) -> str:
    """The instant that lies `seconds` before `since`, as ISO text."""
    try:
        return (moment(since) - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return BEGINNING


class Readings:
    """Moves the readings from the source to Fivetran, a page and a checkpoint at a time.

    `state` is the connector's whole state; this keeps `since` (the newest updated_at seen),
    `memory` (of each device) and `flagged` (the rate and stuck decisions inside the lookback) in
    it, so that what is remembered and how far it got are checkpointed together.
    """

    def __init__(
        self, api: Api, tenant_id: str, state: dict[str, Any], configuration: dict[str, str]
    ) -> None:
        self.api, self.tenant_id, self.state = api, tenant_id, state
        self.judge = Judge(state["devices"], state["memory"])
        self.flagged = {(d, ts, r, u): (c, why) for d, ts, r, u, c, why in state["flagged"]}
        self.lookback = float(configuration.get("lookback_seconds", "600"))
        self.limit = int(configuration.get("page_size", "5000"))
        index, count = state["shard"]
        self.shard = {"shard": f"{index}/{count}"} if count > 1 else {}

    def sync(self, refresh_devices: Callable[[Judge], None]) -> int:
        """Everything that changed since the last checkpoint. Returns how many were rejected."""
        rejected = 0
        for _ in range(MOST_EXPIRIES):
            since = self.state["since"] or BEGINNING
            parameters = {"updated_since": back(since, self.lookback), "limit": self.limit}
            try:
                for rows in self.api.pages("/v1/readings", {**parameters, **self.shard}):
                    rejected += self._page(rows, refresh_devices)
                    self._checkpoint()
                return rejected
            except CursorExpiredError:
                log.warning(f"the source forgot its cursor: going on from {self.state['since']}")
        raise SourceError(
            f"the source forgot its cursors {MOST_EXPIRIES} times in a row: lower page_size or ask"
            " the source to keep cursors longer; the next sync goes on where this ended"
        )

    def _page(self, rows: list[dict[str, Any]], refresh_devices: Callable[[Judge], None]) -> int:
        known = self.judge.devices
        if any(row.get("device_id") not in known for row in rows if _names_device(row)):
            refresh_devices(self.judge)  # perhaps it was installed a moment ago
        accept, instant = self.judge.accept, self.judge.instant
        accepted: list[Reading] = []
        rejected = 0
        newest = self.state["since"] or BEGINNING
        for place, row in enumerate(rows):
            updated = row.get("updated_at")
            try:
                instant(updated)
            except (TypeError, ValueError, OverflowError):
                row["updated_at"] = updated = newest  # it came now: no reason to lose it
            newest = max(newest, updated)
            found = accept(row, place)
            if type(found) is Reading:
                accepted.append(found)
            else:
                rejected += 1
                self._reject(row, found)
        accepted.sort()
        for reading in accepted:
            self._deliver(reading)
        if rejected:
            log.info(f"{rejected} of {len(rows)} readings rejected; see rejected_readings")
        self.state["since"] = newest
        return rejected

    def _deliver(self, reading: Reading) -> None:
        row = reading.row
        if "deleted" in row and row.pop("deleted"):
            op.delete(
                "raw_readings",
                {
                    "tenant_id": self.tenant_id,
                    "device_id": reading.device_id,
                    "ts": reading.at,
                    "revision": reading.revision,
                },
            )
            return
        event = (reading.device_id, reading.ts, reading.revision, reading.updated)
        decision = self.flagged.get(event) if self.flagged else None
        if decision is None:
            decision = self.judge.quality(reading)
            if decision[0] in ("suspect_rate", "suspect_stuck"):
                self.flagged[event] = decision
        code, reason = decision
        if code is not None:
            row["quality"], row["quality_reason"] = code, reason
        instant = self.judge.instant
        row["tenant_id"] = self.tenant_id
        row["ts"] = reading.at
        row["updated_at"] = instant(reading.updated)[0]
        received = row.get("received_at")
        if received is not None:
            row["received_at"] = instant(received)[0]
        count = row.get("occupancy_count")
        if count is not None:
            row["occupancy_count"] = max(min(int(count), LONGEST), -LONGEST)
        op.upsert("raw_readings", row)

    def _reject(self, row: dict[str, Any], why: Rejection) -> None:
        """Keep what cannot be used, with the reason; the same bad reading twice is one row."""
        payload = json.dumps(row, sort_keys=True, ensure_ascii=False)
        text = row.get("ts")
        device_id = row.get("device_id")
        op.upsert(
            "rejected_readings",
            {
                "tenant_id": self.tenant_id,
                "rejection_id": hashlib.sha256(payload.encode()).hexdigest()[:32],
                "device_id": device_id if isinstance(device_id, str) else None,
                "ts_text": text if text is None or isinstance(text, str) else json.dumps(text),
                "reason": why.reason,
                "detail": why.detail[:500],
                "payload": payload,
                "received_at": _instant_or_none(row.get("received_at")),
                # of the event, not of this run: a second look at it must not change the row
                "rejected_at": _instant_or_none(row.get("updated_at")) or datetime.now(UTC),
            },
        )

    def _checkpoint(self) -> None:
        """Save how far this got, with what has to be remembered. All rows before it are out."""
        edge = back(self.state["since"], self.lookback)
        kept = {event: decision for event, decision in self.flagged.items() if event[3] >= edge}
        if len(self.flagged) > MOST_FLAGGED:
            self.flagged = kept
        # A page may come twice within a sync, however far it reaches back: the decisions of this
        # run stay at hand; the next run begins at the edge and needs no older ones.
        self.state["flagged"] = [[*event, *decision] for event, decision in kept.items()]
        self.state["devices"] = self.judge.devices
        self.state["memory"] = self.judge.memory
        op.checkpoint(self.state)


def _names_device(row: dict[str, Any]) -> bool:
    return isinstance(row.get("device_id"), str) and row["device_id"] != ""


def _instant_or_none(text: object) -> datetime | None:
    try:
        return moment(text)
    except (TypeError, ValueError, OverflowError):
        return None
