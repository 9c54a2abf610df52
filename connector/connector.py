"""Powerlytics: what meters, sensors and energy APIs report, with every revision and its quality.

Entry point of the Fivetran Connector SDK: schema(), update(), configuration_form().
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fivetran_connector_sdk import ConfigurationForm, Connector, Test, form_field
from fivetran_connector_sdk import Logging as log
from fivetran_connector_sdk import Operations as op

from api import Api, CursorExpiredError, SourceError
from metadata import sync_feed
from readings import Readings
from schema import FEEDS, READINGS, REJECTED

if TYPE_CHECKING:
    from fivetran_connector_sdk.protos.common_pb2 import TestResponse

    from validation import Judge

STATE_VERSION = 1
WHOLE_NUMBERS = {
    "shard_count": (1, 64),
    "shard_index": (0, 63),
    "page_size": (1, 5000),
    "max_retries": (0, 10),
}
SECONDS = {"lookback_seconds": 864000, "timeout_seconds": 600, "retry_base_seconds": 60}


def validate_configuration(configuration: dict[str, str]) -> None:
    """Raise ValueError, one line that says what to change, unless a sync can be tried with this."""
    for name in ("base_url", "api_key"):
        value = configuration.get(name, "").strip()
        if not value or value.startswith("<"):
            raise ValueError(f"{name} is missing: set it in the connection's configuration")
    address = urlsplit(configuration["base_url"])
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError(
            f"base_url {configuration['base_url']!r} is no address: write https://host"
        )
    for name, (low, high) in WHOLE_NUMBERS.items():
        text = configuration.get(name, "1" if name == "shard_count" else str(low))
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"{name} is {text!r}: write a whole number from {low} to {high}")
    for name, high in SECONDS.items():
        text = configuration.get(name, "1")
        try:
            fine = 0 <= float(text) <= high
        except ValueError:
            fine = False
        if not fine:
            raise ValueError(f"{name} is {text!r}: write seconds from 0 to {high}")
    if int(configuration.get("shard_index", "0")) >= int(configuration.get("shard_count", "1")):
        raise ValueError("shard_index must be below shard_count: the first shard is 0")


def schema(configuration: dict[str, str]) -> list[dict[str, Any]]:
    """Tables, keys and types; doubles are declared, an inferred float would have 32 bits."""
    del configuration
    return [READINGS, REJECTED, *FEEDS.values()]


def update(configuration: dict[str, str], state: dict[str, Any]) -> None:
    """Move what changed at the source since `state`."""
    validate_configuration(configuration)
    try:
        synchronise(configuration, state)
    except SourceError as error:
        log.error(str(error))
        op.error(str(error))


def synchronise(configuration: dict[str, str], state: dict[str, Any]) -> None:
    """Metadata first, so that every reading finds its device; then the readings."""
    api = Api(configuration)
    tenant_id = api.get("/v1/tenant").get("tenant_id")
    if not isinstance(tenant_id, str) or not tenant_id:
        raise SourceError(f"{api.base_url}/v1/tenant names no tenant: check base_url")
    shard = [int(configuration.get("shard_index", "0")), int(configuration.get("shard_count", "1"))]
    state = usable_state(state, tenant_id, shard)
    limit = int(configuration.get("page_size", "5000"))
    readings = Readings(api, tenant_id, state, configuration)
    first = shard[0] == 0
    for feed in FEEDS:
        if first or feed == "devices":
            judge = readings.judge if feed == "devices" else None
            sync_feed(api, feed, tenant_id, state, limit, judge, deliver=first)

    def refresh_devices(judge: Judge) -> None:
        sync_feed(api, "devices", tenant_id, state, limit, judge, deliver=first)

    rejected = readings.sync(refresh_devices)
    log.info(f"{tenant_id}: up to {state['since']}, {rejected} readings rejected")


def usable_state(state: dict[str, Any], tenant_id: str, shard: list[int]) -> dict[str, Any]:
    """The state to go on from: a fresh one when the tenant, the shards or the version changed.

    Starting again is safe: every row is an upsert by its key.
    """
    same = state.get("version") == STATE_VERSION and state.get("tenant_id") == tenant_id
    if same and state.get("shard") == shard:
        return state
    if state:
        log.warning("the tenant, the number of shards or the connector changed: starting again")
    return {
        "version": STATE_VERSION,
        "tenant_id": tenant_id,
        "shard": shard,
        "cursors": {},
        "since": None,
        "devices": {},
        "memory": {},
        "flagged": [],
        "unknown": [],
    }


def configuration_form() -> ConfigurationForm:
    """The setup form in Fivetran's dashboard, and its test."""
    text, secret = form_field.TextField, form_field.TextField.password
    form = ConfigurationForm()
    form.add_field(
        text("base_url", "API address", required=True, placeholder="https://devices.example.com")
    )
    form.add_field(text("api_key", "API key", secret, required=True))
    form.add_field(text("shard_index", "Shard", description="0 unless several share the devices"))
    form.add_field(text("shard_count", "Number of shards", description="1 unless several share"))
    form.add_test(label="Read the tenant and its devices", func=connection_test)
    return form


def connection_test(configuration: dict[str, str]) -> TestResponse:
    """Whether the address and the key can read what a sync needs."""
    try:
        validate_configuration(configuration)
        api = Api(configuration)
        api.get("/v1/tenant")
        api.get("/v1/devices", {"limit": 1})
        api.get("/v1/readings", {"limit": 1})
    except (ValueError, SourceError) as error:
        return Test().failure(str(error))
    except CursorExpiredError:
        return Test().failure("the source refuses a request without a cursor (410)")
    return Test().success()


connector = Connector(update=update, schema=schema, configuration_form=configuration_form)
