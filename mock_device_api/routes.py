"""The routes for clients: one for each list, and who the key belongs to."""

from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Query, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.responses import Response

from mock_device_api.answers import packed
from mock_device_api.clock import Clock
from mock_device_api.faults.config import Fault, Faults
from mock_device_api.faults.transport import (
    DOUBLED,
    EMPTY,
    Call,
    Transport,
    deliver,
    refuse,
)
from mock_device_api.fleet import Tenant
from mock_device_api.keys import Grant, Keyring, make_key
from mock_device_api.pages import Cursors, Position, page
from mock_device_api.problems import ProblemError
from mock_device_api.query import Query as ListQuery
from mock_device_api.query import read_query, write_cursor
from mock_device_api.schemas import PAGES, Problem
from mock_device_api.schemas import Tenant as TenantSchema
from mock_device_api.store import RESOURCES, Store

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}}
    for status in (400, 401, 403, 404, 410, 429, 500, 503)
}
MOST = 5000
# Said in the OpenAPI document; `allowed` does the checking, so that errors keep their shape.
KEYS = [
    Security(HTTPBearer(auto_error=False, description="The tenant's key")),
    Security(APIKeyHeader(name="X-API-Key", auto_error=False, description="The same key")),
]

Since = Annotated[
    str | None, Query(description="ISO-8601; entries with updated_at at or after this")
]
Until = Annotated[str | None, Query(description="ISO-8601; entries with updated_at before this")]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Entries in a page")]
Shard = Annotated[
    str | None, Query(description="i/n: devices whose crc32(device_id) % n is i (readings only)")
]
DeviceId = Annotated[str | None, Query(description="One device (readings only); unknown: 404")]


def add_routes(
    app: FastAPI, store: Store, keyring: Keyring, clock: Clock, faults: Faults
) -> Transport:
    """Adds /v1 to the application; gives the faults of its transport."""
    transport = Transport(faults, clock)
    cursors = Cursors(make_key(store.fleet.seed, "cursors").encode())

    def allowed(request: Request) -> Grant:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        key = token.strip() if scheme.lower() == "bearer" else ""
        grant = keyring.grant(key or request.headers.get("x-api-key", ""))
        if grant is None:
            raise ProblemError(
                401, "wrong-key", "give a valid key: Authorization: Bearer KEY",
                {"WWW-Authenticate": "Bearer"},
            )  # fmt: skip
        return grant

    @app.get(
        "/v1/tenant",
        tags=["client"],
        response_model=TenantSchema,
        responses=PROBLEMS,
        dependencies=KEYS,
    )
    async def tenant(request: Request) -> Response:
        """Whose key this is."""
        found = store.fleet.tenant(allowed(request).tenant_id)
        struck = transport.strike(Call(str(request.url), found.tenant_id))
        refuse(struck)
        body = orjson.dumps({"tenant_id": found.tenant_id, "name": found.name})
        return await deliver(packed(body, request), struck)

    async def answer(
        request: Request, resource: str, limit: int, asked: dict[str, Any]
    ) -> Response:
        grant = allowed(request)
        if resource == "readings" and not grant.readings:
            raise ProblemError(403, "no-permission", "this key may not read readings")
        query = read_query(cursors, grant.tenant_id, resource, **asked)
        found = store.fleet.tenant(grant.tenant_id)
        if query.device_id is not None and query.device_id not in found.devices:
            raise ProblemError(404, "unknown-device", "no device of yours has this id")
        call = Call(str(request.url), grant.tenant_id, asked["cursor"], query.flags)
        struck = transport.strike(call)
        refuse(struck)
        rows, following = read(found, query, limit, struck)
        body = f'{{"data":[{",".join(rows)}],"next_cursor":{following}}}'
        return await deliver(packed(body.encode(), request), struck)

    def read(
        tenant: Tenant, query: ListQuery, limit: int, struck: dict[str, Fault]
    ) -> tuple[list[str], str]:
        """The rows of a page, and the next cursor as JSON."""

        def cursor_at(position: Position, flags: int) -> str:
            return f'"{write_cursor(cursors, query, position, flags)}"'

        if "empty_page" in struck:
            return [], cursor_at(query.position, query.flags | EMPTY)
        feed = store.feed(tenant, query.resource, query.shard, query.device_id)
        made = page(feed, query.position, min(query.until, clock.now() + 1), limit)
        rows = transport.shuffled(made.rows, struck)
        if "duplicate_page" in struck:
            return rows, cursor_at(query.position, query.flags | DOUBLED)
        return rows, "null" if made.following is None else cursor_at(made.following, 0)

    def add_list(resource: str) -> None:
        async def listing(  # noqa: PLR0913, PLR0917
            request: Request,
            updated_since: Since = None,
            updated_until: Until = None,
            cursor: Cursor = None,
            limit: Limit = 1000,
            shard: Shard = None,
            device_id: DeviceId = None,
        ) -> Response:
            asked = {
                "updated_since": updated_since,
                "updated_until": updated_until,
                "cursor": cursor,
                "shard": shard if resource == "readings" else None,
                "device_id": device_id if resource == "readings" else None,
            }
            return await answer(request, resource, limit, asked)

        app.add_api_route(
            f"/v1/{resource}",
            listing,
            methods=["GET"],
            tags=["client"],
            summary=f"The change feed of {resource}",
            operation_id=f"list_{resource}",
            response_model=PAGES[resource],
            responses=PROBLEMS,
            dependencies=KEYS,
        )

    for resource in RESOURCES:
        add_list(resource)
    return transport
