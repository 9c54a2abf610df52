"""What a client asks of a list, checked; and the same from a cursor."""

import re
from dataclasses import dataclass, replace

from mock_device_api.clock import parse
from mock_device_api.pages import BrokenCursorError, Cursors, Position
from mock_device_api.problems import ProblemError

FAR = 1 << 40


@dataclass(frozen=True)
class Query:
    """A list as asked for: of whom, of what, from where."""

    tenant_id: str
    resource: str
    until: int
    shard: str | None
    device_id: str | None
    position: Position
    flags: int = 0  # what a fault has already done at this position


def instant(name: str, text: str) -> int:
    """Epoch seconds of a parameter. Raises ProblemError."""
    try:
        # In a URL a plus that was not quoted arrives as a space.
        return parse(text.replace(" ", "+", 1) if text.count(" ") == 1 and "T" in text else text)
    except (ValueError, OverflowError) as error:
        raise ProblemError(400, "bad-parameter", f"{name}: give an ISO-8601 time") from error


def read_query(  # noqa: PLR0913, PLR0917
    cursors: Cursors, tenant_id: str, resource: str, updated_since: str | None,
    updated_until: str | None, cursor: str | None, shard: str | None, device_id: str | None,
) -> Query:  # fmt: skip
    """The query of a request. A cursor carries its own query; a parameter that says otherwise is
    refused. Raises ProblemError."""
    until = FAR if updated_until is None else instant("updated_until", updated_until)
    if shard is not None:
        shard = checked_shard(shard)
    since = 0 if updated_since is None else instant("updated_since", updated_since)
    query = Query(tenant_id, resource, until, shard, device_id, Position(since))
    if cursor is None:
        return query
    broken = ProblemError(400, "bad-cursor", "cursor: not one that this API gave for this list")
    try:
        content = cursors.read(cursor)
    except BrokenCursorError as error:
        raise broken from error
    theirs = [content["t"], content["r"]]
    given = {"u": updated_until and until, "s": shard, "d": device_id}
    if theirs != [tenant_id, resource] or any(
        value is not None and value != content[name] for name, value in given.items()
    ):
        raise broken
    return replace(
        query,
        until=int(str(content["u"])),
        shard=content["s"] if content["s"] is None else str(content["s"]),
        device_id=content["d"] if content["d"] is None else str(content["d"]),
        position=Position(int(str(content["a"])), int(str(content["n"]))),
        flags=int(str(content["f"])),
    )


def write_cursor(cursors: Cursors, query: Query, position: Position, flags: int = 0) -> str:
    """The cursor of a position in a query."""
    return cursors.write(
        {
            "t": query.tenant_id,
            "r": query.resource,
            "u": query.until,
            "s": query.shard,
            "d": query.device_id,
            "a": position.updated_at,
            "n": position.skip,
            "f": flags,
        }
    )


def checked_shard(text: str) -> str:
    """A shard "i/n" with 0 <= i < n. Raises ProblemError."""
    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
    if not found or int(found[1]) >= int(found[2]):
        raise ProblemError(400, "bad-parameter", "shard: write i/n with 0 <= i < n, such as 0/2")
    return f"{int(found[1])}/{int(found[2])}"
