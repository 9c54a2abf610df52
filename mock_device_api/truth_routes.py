"""The oracle over HTTP: only tests and benchmarks read it. No key is needed."""

from collections.abc import Iterator
from typing import Annotated

import orjson
from fastapi import FastAPI, Query
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from mock_device_api.anomalies import anomalies
from mock_device_api.clock import Clock, iso
from mock_device_api.faults.config import TRANSPORT, Faults
from mock_device_api.faults.transport import Transport
from mock_device_api.fleet import Tenant
from mock_device_api.keys import make_key
from mock_device_api.problems import ProblemError
from mock_device_api.query import FAR, instant
from mock_device_api.store import Store
from mock_device_api.truth import Oracle


class Now(BaseModel):
    """Where to move the clock."""

    now: str = Field(description="ISO-8601")


Optional = Annotated[str | None, Query()]


def add_truth(
    app: FastAPI, store: Store, clock: Clock, faults: Faults, transport: Transport
) -> None:
    """Adds /truth to the application."""
    oracle = Oracle(store)
    fleet = store.fleet

    def tenant_of(tenant_id: str) -> Tenant:
        try:
            return fleet.tenant(tenant_id)
        except KeyError as error:
            raise ProblemError(404, "unknown-tenant", "no tenant has this id") from error

    def bound(name: str, text: str | None, otherwise: int) -> int:
        return otherwise if text is None else instant(name, text)

    def lines(rows: Iterator[dict[str, object]]) -> Iterator[bytes]:
        held: list[bytes] = []
        for row in rows:
            held.append(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            if len(held) == 5000:
                yield b"".join(held)
                held.clear()
        yield b"".join(held)

    def ndjson(rows: Iterator[dict[str, object]]) -> Response:
        return StreamingResponse(lines(rows), media_type="application/x-ndjson")

    @app.get("/truth/tenants", tags=["truth"])
    def tenants() -> list[dict[str, str]]:
        """Every tenant with its keys."""
        return [
            {
                "tenant_id": t.tenant_id,
                "name": t.name,
                "key": make_key(fleet.seed, t.tenant_id),
                "metadata_key": make_key(fleet.seed, t.tenant_id, "metadata"),
            }
            for t in fleet.tenants
        ]

    @app.get("/truth/readings", tags=["truth"])
    def readings(
        tenant_id: str,
        from_: Annotated[str | None, Query(alias="from")] = None,
        to: Optional = None,
        until: Optional = None,
        device_id: Optional = None,
    ) -> Response:
        """Every reading revision that a perfect consumer holds once all updated_at < until came;
        `from` and `to` bound ts. NDJSON."""
        tenant = tenant_of(tenant_id)
        window = (bound("from", from_, -FAR), bound("to", to, FAR))
        limit = min(bound("until", until, FAR), clock.now() + 1)
        return ndjson(oracle.readings(tenant, *window, limit, device_id))

    @app.get("/truth/rejected", tags=["truth"])
    def rejected(tenant_id: str, until: Optional = None) -> Response:
        """What must be in rejected_readings. NDJSON."""
        limit = min(bound("until", until, FAR), clock.now() + 1)
        return ndjson(oracle.rejected(tenant_of(tenant_id), limit))

    def add_records(resource: str) -> None:
        def listing(tenant_id: str, until: Optional = None) -> Response:
            limit = min(bound("until", until, FAR), clock.now() + 1)
            return ndjson(oracle.records(tenant_of(tenant_id), resource, limit))

        app.add_api_route(
            f"/truth/{resource}",
            listing,
            methods=["GET"],
            tags=["truth"],
            summary=f"The final state of {resource}. NDJSON",
            operation_id=f"truth_{resource}",
        )

    for resource in ("buildings", "spaces", "devices", "weather", "grid", "tariffs", "bills"):
        add_records(resource)

    @app.get("/truth/faults", tags=["truth"])
    def injected() -> list[dict[str, object]]:
        """Every fault that is configured; those of the transport with how often each struck."""
        return [
            {
                "index": fault.index,
                "kind": fault.kind,
                "layer": "transport" if fault.kind in TRANSPORT else "data",
                "probability": fault.probability,
                "struck": transport.struck[fault.index] if fault.kind in TRANSPORT else None,
            }
            for fault in faults.faults
        ]

    @app.get("/truth/faults/readings", tags=["truth"])
    def struck(
        tenant_id: str,
        from_: Annotated[str | None, Query(alias="from")] = None,
        to: Optional = None,
    ) -> Response:
        """Every fault that struck a reading with ts in [from, to). NDJSON."""
        window = (bound("from", from_, -FAR), min(bound("to", to, FAR), clock.now()))
        return ndjson(oracle.struck(tenant_of(tenant_id), *window))

    @app.get("/truth/anomalies", tags=["truth"])
    def labels(
        tenant_id: str,
        from_: Annotated[str | None, Query(alias="from")] = None,
        to: Optional = None,
    ) -> Response:
        """The labelled anomalies that touch [from, to). NDJSON."""
        low = max(bound("from", from_, fleet.start), fleet.start)
        high = min(bound("to", to, FAR), clock.now())

        def found() -> Iterator[dict[str, object]]:
            for device in tenant_of(tenant_id).devices.values():
                for event in anomalies(device, fleet.seed, low, high) if not fleet.replayed else ():
                    yield {
                        "device_id": event.device_id,
                        "kind": event.kind,
                        "start": iso(event.start),
                        "end": iso(event.end),
                        "factor": event.factor,
                    }

        return ndjson(found())

    @app.post("/truth/clock", tags=["truth"])
    def move(to: Now) -> dict[str, str]:
        """Freezes the clock at an instant."""
        clock.move(instant("now", to.now))
        return {"now": iso(clock.now())}

    @app.get("/truth/clock", tags=["truth"])
    def now() -> dict[str, str]:
        """The mock's now."""
        return {"now": iso(clock.now())}
