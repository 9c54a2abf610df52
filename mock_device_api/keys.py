"""API keys: one for each tenant, and one that may read everything but readings."""

import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True)
class Grant:
    """What a key opens."""

    tenant_id: str
    readings: bool


def make_key(seed: int, tenant_id: str, scope: str = "all") -> str:
    """The key of a tenant; the same for the same seed, so that a restart breaks no client."""
    digest = hashlib.blake2b(f"{seed}\x1f{tenant_id}\x1f{scope}".encode(), digest_size=16)
    return f"pl_{digest.hexdigest()}"


class Keyring:
    """Finds what a key opens, in constant time."""

    def __init__(self, seed: int, tenant_ids: list[str]) -> None:
        self._grants = {}
        for tenant_id in tenant_ids:
            self._grants[make_key(seed, tenant_id)] = Grant(tenant_id, readings=True)
            restricted = make_key(seed, tenant_id, "metadata")
            self._grants[restricted] = Grant(tenant_id, readings=False)

    def grant(self, key: str) -> Grant | None:
        """The grant of a key, None for a wrong one."""
        found = None
        for known, grant in self._grants.items():
            if hmac.compare_digest(known.encode(), key.encode()):
                found = grant
        return found
