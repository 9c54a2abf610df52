"""The readings of one shard: pages in, judged rows and checkpoints out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from fivetran_connector_sdk import Logging as log
from fivetran_connector_sdk import Operations as op

from api import MOST_EXPIRIES, Api, CursorExpiredError, SourceError
from schema import moment
from validation import LONGEST, Judge, Reading, Rejection

BEGINNING = "1970-01-01T00:00:00Z"
MOST_FLAGGED = 100_000
MOST_UNKNOWN = 10_000


def back(since: str, seconds: float) -> str:
    """The instant that lies `seconds` before `since`, as ISO text."""
    try:
        return (moment(since) - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return BEGINNING


class Readings:
    """Moves the readings from the source to Fivetran, a page and a checkpoint at a time.

    `state` is the connector's whole state; this keeps `since` (the newest updated_at seen),
    `memory` (of each device), `flagged` (the rate and stuck decisions inside the lookback) and
    `unknown` (the devices whose readings were rejected because nothing described them) in it, so
    that what is remembered and how far it got are checkpointed together.
    """

    def __init__(
        self, api: Api, tenant_id: str, state: dict[str, Any], configuration: dict[str, str]
    ) -> None:
        self.api, self.tenant_id, self.state = api, tenant_id, state
        self.judge = Judge(state["devices"], state["memory"])
        self.flagged = {(d, ts, r, u): (c, why) for d, ts, r, u, c, why in state["flagged"]}
        self.unknown: dict[str, None] = dict.fromkeys(state.get("unknown", []))
        self.lookback = float(configuration.get("lookback_seconds", "600"))
        self.limit = int(configuration.get("page_size", "5000"))
        index, count = state["shard"]
        self.shard = {"shard": f"{index}/{count}"} if count > 1 else {}

    def sync(self, refresh_devices: Callable[[Judge], None]) -> int:
        """Everything that changed since the last checkpoint. Returns how many were rejected."""
        rejected = self._read_again()
        for rows, newest in self._pages(self.state["since"] or BEGINNING):
            known = self.judge.devices
            if any(row.get("device_id") not in known for row in rows if _names_device(row)):
                refresh_devices(self.judge)  # perhaps it was installed a moment ago
                rejected += self._read_again()
            rejected += self._page(rows)
            self.state["since"] = newest
            self._checkpoint()
        return rejected

    def _read_again(self) -> int:
        """The readings of devices that are described by now and were not when they came."""
        described = [name for name in self.unknown if name in self.judge.devices]
        return sum(self._read_device(name) for name in described)

    def _read_device(self, device_id: str) -> int:
        """A device's readings from its beginning, judged as if it had always been known.

        A run that ends in between begins it anew: until the end it is listed as unknown.
        """
        log.info(f"{device_id} is described now: its readings are read again")
        self.judge.memory.pop(device_id, None)
        self.flagged = {e: found for e, found in self.flagged.items() if e[0] != device_id}
        rejected = 0
        for rows, _ in self._pages(BEGINNING, {"device_id": device_id}):
            for row in rows:
                key = {"tenant_id": self.tenant_id, "rejection_id": _rejection_id(row)}
                op.delete("rejected_readings", key)  # rejected again, it comes back
            rejected += self._page(rows)
            self._checkpoint()
        del self.unknown[device_id]
        self._checkpoint()
        return rejected

    def _pages(
        self, newest: str, parameters: dict[str, Any] | None = None
    ) -> Iterator[tuple[list[dict[str, Any]], str]]:
        """Pages from a lookback before `newest` on, each with the newest updated_at so far.

        Goes on from where it got when the source forgets its cursor.
        """
        asked = {**(parameters or {}), "limit": self.limit, **self.shard}
        for _ in range(MOST_EXPIRIES):
            since = {"updated_since": back(newest, self.lookback)}
            try:
                for rows in self.api.pages("/v1/readings", {**asked, **since}):
                    newest = self._newest(rows, newest)
                    yield rows, newest
                return
            except CursorExpiredError:
                log.warning(f"the source forgot its cursor: going on from {newest}")
        raise SourceError(
            f"the source forgot its cursors {MOST_EXPIRIES} times in a row: lower page_size or ask"
            " the source to keep cursors longer; the next sync goes on where this ended"
        )

    def _newest(self, rows: list[dict[str, Any]], newest: str) -> str:
        """The newest updated_at. A row without a usable one gets it: no reason to lose the row."""
        for row in rows:
            updated = row.get("updated_at")
            try:
                self.judge.instant(updated)  # type: ignore[arg-type]
            except (TypeError, ValueError, OverflowError):
                row["updated_at"] = newest
            else:
                newest = max(newest, updated)
        return newest

    def _page(self, rows: list[dict[str, Any]]) -> int:
        """Judge and deliver; their updated_at are usable. Returns how many were rejected."""
        accept = self.judge.accept
        accepted: list[Reading] = []
        rejected = 0
        for place, row in enumerate(rows):
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
        text = row.get("ts")
        device_id = row.get("device_id")
        if why.reason == "unknown_device" and len(self.unknown) < MOST_UNKNOWN:
            self.unknown[device_id] = None
            if len(self.unknown) == MOST_UNKNOWN:
                log.warning(
                    f"{MOST_UNKNOWN} devices are unknown: the readings of further ones stay in"
                    " rejected_readings also when they are described later; resync then"
                )
        op.upsert(
            "rejected_readings",
            {
                "tenant_id": self.tenant_id,
                "rejection_id": _rejection_id(row),
                "device_id": device_id if isinstance(device_id, str) else None,
                "ts_text": text if text is None or isinstance(text, str) else json.dumps(text),
                "reason": why.reason,
                "detail": why.detail[:500],
                "payload": _payload(row),
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
        self.state["unknown"] = list(self.unknown)
        self.state["devices"] = self.judge.devices
        self.state["memory"] = self.judge.memory
        op.checkpoint(self.state)


def _payload(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def _rejection_id(row: dict[str, Any]) -> str:
    return hashlib.sha256(_payload(row).encode()).hexdigest()[:32]


def _names_device(row: dict[str, Any]) -> bool:
    return isinstance(row.get("device_id"), str) and row["device_id"] != ""


def _instant_or_none(text: object) -> datetime | None:
    try:
        return moment(text)
    except (TypeError, ValueError, OverflowError):
        return None
