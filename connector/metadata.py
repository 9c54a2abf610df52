"""Everything beside the readings: buildings, spaces, devices, tariffs, weather, grid, bills."""

from __future__ import annotations

from typing import Any

from fivetran_connector_sdk import Logging as log
from fivetran_connector_sdk import Operations as op

from api import MOST_EXPIRIES, Api, CursorExpiredError, SourceError
from readings import BEGINNING
from schema import FEEDS, to_row
from validation import Judge


def sync_feed(
    api: Api,
    feed: str,
    tenant_id: str,
    state: dict[str, Any],
    limit: int,
    judge: Judge | None = None,
    *,
    deliver: bool = True,
) -> None:
    """What changed in one feed since the last checkpoint: upserts, deletes, a checkpoint a page.

    `judge` is told of each device that the source describes. With `deliver` false nothing else
    happens: a shard other than the first needs the facts, the first one lands the rows.
    """
    table = FEEDS[feed]["table"]
    key = FEEDS[feed]["primary_key"]
    cursors = state["cursors"]
    unreadable: set[str] = set()
    for _ in range(MOST_EXPIRIES):
        parameters = {"updated_since": cursors.get(feed) or BEGINNING, "limit": limit}
        try:
            for records in api.pages(f"/v1/{feed}", parameters):
                newest = cursors.get(feed) or BEGINNING
                for record in sorted(records, key=lambda record: str(record.get("updated_at"))):
                    newest = max(newest, str(record.get("updated_at") or ""))
                    try:
                        row, lost = to_row(feed, tenant_id, record)
                    except ValueError as error:
                        log.warning(f"{error}; it is left out: {str(record)[:200]}")
                        continue
                    unreadable.update(lost)
                    gone = record.get("deleted")
                    if judge is not None and not gone:
                        judge.describe(record)
                    if not deliver:
                        continue
                    if gone:
                        op.delete(table, {name: row[name] for name in key})
                    else:
                        op.upsert(table, row)
                cursors[feed] = newest
                if judge is not None:
                    state["devices"] = judge.devices
                if records:
                    op.checkpoint(state)
            break
        except CursorExpiredError:
            log.warning(f"the source forgot its cursor of {feed}: going on from the last page")
    else:
        raise SourceError(f"the source forgot its cursors of {feed} again and again")
    if unreadable:
        log.warning(f"{feed}: NULL where {', '.join(sorted(unreadable))} could not be read")
