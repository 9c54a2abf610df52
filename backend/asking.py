"""One request on its way: who asks, in which scope, and how the answer is given back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from fastapi import Request, Response

from backend.access import Permission, Principal
from backend.answers import Answers, Format
from backend.errors import Problem
from backend.forecasts.issuing import Issuing
from backend.identity.service import Identity
from backend.live.service import Broadcaster
from backend.metrics import Metrics
from backend.proof.claims import Claims
from backend.ratelimit import Limits, RateLimiter, client_address
from backend.tenancy import Memory, Reads, Scope, scope_of
from bigquery.settings import Settings

P = ParamSpec("P")


@dataclass(frozen=True)
class Ask:
    """A request that was let in."""

    request: Request
    principal: Principal
    scope: Scope
    parts: Parts

    async def answer(
        self,
        service: Callable[Concatenate[Asking, P], Any],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Response:
        """``service(asking, ...)`` as JSON: remembered per scope, arguments and data version."""
        return await self.export("json", service, *args, **kwargs)

    async def export(
        self,
        form: Format,
        service: Callable[Concatenate[Asking, P], Any],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Response:
        """The same in another form (json, csv, parquet)."""
        asking = Asking(self.scope, self.parts.claims)
        return await self.parts.answers.give(
            self.request,
            self.scope,
            form,
            lambda: service(asking, *args, **kwargs),
            (service.__module__, service.__qualname__, args, tuple(sorted(kwargs.items()))),
        )


@dataclass(frozen=True)
class Asking:
    """What a service gets: rows of the scope, and the means to prove a number."""

    scope: Scope
    claims: Claims


@dataclass(frozen=True)
class Parts:
    """What the application is made of; one of each a process."""

    settings: Settings
    warehouse: Reads
    identity: Identity
    answers: Answers
    limiter: RateLimiter
    limits: Limits
    claims: Claims
    memory: Memory
    issuing: Issuing
    broadcaster: Broadcaster
    metrics: Metrics

    async def admit(self, request: Request, permission: Permission) -> Ask:
        """Who asks, within the rate limit and with the permission; 401, 429 or 403 otherwise."""
        principal = await self.identity.authenticate(request.headers)
        decision = await self.limiter.take(f"api:{principal.id}", self.limits.requests)
        if not decision.allowed:
            raise Problem(
                429,
                f"Too many requests; try again in {decision.retry_after} s.",
                headers={"Retry-After": str(decision.retry_after)},
            )
        principal.need(permission)
        return Ask(request, principal, scope_of(principal, self.warehouse, self.memory), self)

    async def admit_log_in(self, request: Request) -> str:
        """The caller's address, within the limit of log-ins; 429 otherwise."""
        address = client_address(request.scope)
        decision = await self.limiter.take(f"log-in:{address}", self.limits.log_ins)
        if not decision.allowed:
            raise Problem(
                429,
                f"Too many log-ins from here; try again in {decision.retry_after} s.",
                headers={"Retry-After": str(decision.retry_after)},
            )
        return address


def allow(permission: Permission) -> Callable[[Request], Awaitable[Ask]]:
    """FastAPI dependency: authenticate, count against the rate limit, check ``permission``."""

    async def allowed(request: Request) -> Ask:
        return await request.app.state.parts.admit(request, permission)  # type: ignore[no-any-return]

    allowed.permission = permission  # type: ignore[attr-defined]
    return allowed


def admitted(
    permission: Permission,
) -> Callable[[Callable[[Ask], Awaitable[Response]]], Callable[[Request], Awaitable[Response]]]:
    """As ``allow``, for a route that takes nothing but who asks.

    FastAPI's solving of a dependency is a third of the time of a remembered answer.
    """

    def decorate(
        answer: Callable[[Ask], Awaitable[Response]],
    ) -> Callable[[Request], Awaitable[Response]]:
        async def admit_and_answer(request: Request) -> Response:
            return await answer(await request.app.state.parts.admit(request, permission))

        admit_and_answer.__name__, admit_and_answer.__doc__ = answer.__name__, answer.__doc__
        admit_and_answer.permission = permission  # type: ignore[attr-defined]
        return admit_and_answer

    return decorate
