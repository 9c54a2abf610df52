"""Proof ids: what was asked and what was answered, signed, in the id itself.

Nothing is stored, so no memory grows and a link still opens after a restart. The signature covers
the tenant: another tenant's id is as unknown as one that never was. An id says

    query, parameters, visible buildings, column, row, value, data version

and opening it executes the same query again and compares.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b, sha256
from typing import Any

import orjson

PREFIX = "prf_"
MAC_BYTES = 12
LONGEST = 16_384
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Claim:
    """That ``query`` with ``parameters`` over ``buildings`` gives ``value`` in ``column``.

    ``row`` selects one row of the result by equality (None: the only one). ``whole``: the value is
    the sum of ``column`` over all rows.
    """

    query: str
    parameters: Mapping[str, object]
    buildings: frozenset[str] | None
    column: str
    row: Mapping[str, str] | None
    whole: bool
    value: float | None
    unit: str
    version: str


class Claims:
    """Signs and opens the claims of one installation."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.new(secret.encode(), b"powerlytics proof v1", sha256).digest()

    def sign(self, tenant_id: str, claim: Claim) -> str:
        """The id of a claim, as text that is safe in a URL."""
        payload = orjson.dumps(
            [
                claim.query,
                {name: _pack(value) for name, value in claim.parameters.items()},
                None if claim.buildings is None else sorted(claim.buildings),
                claim.column,
                claim.row,
                int(claim.whole),
                claim.value,
                claim.unit,
                claim.version,
            ]
        )
        return PREFIX + base64.urlsafe_b64encode(
            self._mac(tenant_id, payload) + payload
        ).decode().rstrip("=")

    def open(self, tenant_id: str, proof_id: str) -> Claim | None:
        """The claim, or None for anything that this tenant was not given."""
        if not proof_id.startswith(PREFIX) or len(proof_id) > LONGEST:
            return None
        text = proof_id.removeprefix(PREFIX)
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        mac, payload = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(tenant_id, payload)):
            return None
        query, parameters, buildings, column, row, whole, value, unit, version = orjson.loads(
            payload
        )
        return Claim(
            query,
            {name: _unpack(item) for name, item in parameters.items()},
            None if buildings is None else frozenset(buildings),
            column,
            row,
            bool(whole),
            value,
            unit,
            version,
        )

    def _mac(self, tenant_id: str, payload: bytes) -> bytes:
        return hmac.new(self._key, tenant_id.encode() + b"\0" + payload, sha256).digest()[
            :MAC_BYTES
        ]


def short(version: str) -> str:
    """A data version in eight characters."""
    return blake2b(version.encode(), digest_size=4).hexdigest()


def _pack(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, datetime):
        return {"t": (value - EPOCH) // timedelta(microseconds=1)}
    if isinstance(value, date):
        return {"d": value.toordinal()}
    return value


def _unpack(value: Any) -> object:  # noqa: ANN401
    if isinstance(value, dict):
        if "d" in value:
            return date.fromordinal(value["d"])
        return EPOCH + timedelta(microseconds=value["t"])
    return value
