"""The oracle: what a perfect consumer holds, worked out device by device from the entries."""

from collections import OrderedDict
from collections.abc import Iterator

from mock_device_api.clock import iso, stamps
from mock_device_api.feed import Entry, Payload
from mock_device_api.fleet import Device, Tenant
from mock_device_api.meters import CHUNK
from mock_device_api.rules import Held, Memory, judge
from mock_device_api.store import Store

KEYS = {
    "buildings": ("building_id",),
    "spaces": ("space_id",),
    "devices": ("device_id",),
    "weather": ("station_id", "ts", "kind", "issued_at"),
    "grid": ("region", "ts"),
    "tariffs": ("tariff_id", "valid_from", "day_class", "start_hour"),
    "bills": ("bill_id",),
}

KEPT_ROWS = 100_000
LATEST = 253_402_300_799  # the last second of the year 9999


class Oracle:
    """Answers what must have landed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._recent: OrderedDict[tuple[str, int], Held] = OrderedDict()

    def entries(self, device: Device, until: int) -> list[Entry]:
        """All entries that a device ever made with updated_at < until, in the feed's order."""
        source = self._store.source
        low = source.start
        columns = source.columns(device, low, until)
        keep, updated = source.on_time(device, columns.ts)
        names = device.measures
        made = list(source.entries(device, low, until))
        lists = [columns.values[name][keep].tolist() for name in names] if len(columns.ts) else []
        wait = device.interval + device.delay
        ts_kept, seen_kept = columns.ts[keep], updated[keep]
        texts = zip(stamps(ts_kept), stamps(ts_kept + wait), stamps(seen_kept), strict=True)
        for ts, seen, (at, received, stored), *values in zip(
            ts_kept.tolist(), seen_kept.tolist(), texts, *lists, strict=True
        ):
            if seen < until:
                payload: Payload = {
                    "device_id": device.device_id,
                    "ts": at,
                    "revision": 0,
                    **dict(zip(names, values, strict=True)),
                    "quality": "metered",
                    "source": "meter",
                    "received_at": received,
                    "updated_at": stored,
                }
                made.append(Entry(seen, (ts, 0, 0), payload))
        return sorted(made, key=lambda entry: (entry.updated_at, entry.key))

    def held(self, tenant: Tenant, device: Device, until: int) -> Held:
        """Everything of a device, judged in the order of the feed."""
        place = (device.device_id, until)
        held = self._recent.get(place)
        if held is None:
            held = Held()
            memory: dict[str, Memory] = {}
            for entry in self.entries(device, until):
                judge(tenant, entry.payload, held, memory)
            # Readings and rejections are mostly asked for one after the other.
            self._recent[place] = held
            while sum(len(kept.rows) for kept in self._recent.values()) > KEPT_ROWS:
                self._recent.popitem(last=False)
        return held

    def readings(
        self, tenant: Tenant, low: int, high: int, until: int, device_id: str | None
    ) -> Iterator[dict[str, object]]:
        """The landed rows with low <= ts < high."""
        first, last = iso(min(max(low, 0), LATEST)), iso(min(max(high, 0), LATEST))
        for device in sorted(tenant.devices.values(), key=lambda d: d.device_id):
            if device_id in (None, device.device_id):
                for (ts, _), row in self.held(tenant, device, until).rows.items():
                    if first <= ts < last:
                        yield row

    def rejected(self, tenant: Tenant, until: int) -> Iterator[dict[str, object]]:
        """The rejected rows, each distinct payload once."""
        for device in sorted(tenant.devices.values(), key=lambda d: d.device_id):
            yield from self.held(tenant, device, until).rejected.values()

    def records(self, tenant: Tenant, resource: str, until: int) -> Iterator[dict[str, object]]:
        """The final state of a list beside readings; bills come with what is true of them."""
        store = self._store
        if resource in ("weather", "grid"):
            entries = store.sparse(tenant, resource, store.fleet.start, until)
        else:
            entries = store.records(tenant, resource)
        final: dict[tuple[object, ...], dict[str, object]] = {}
        for entry in sorted(entries, key=lambda entry: (entry.updated_at, entry.key)):
            if entry.updated_at < until:
                place = tuple(entry.payload[name] for name in KEYS[resource])
                if entry.payload.get("deleted"):
                    if place in final:
                        final[place]["_fivetran_deleted"] = True
                else:
                    final[place] = {
                        "tenant_id": tenant.tenant_id,
                        **entry.payload,
                        "_fivetran_deleted": False,
                    }
        if resource == "bills":
            for _, facts in store.bills(tenant):
                row = final.get((facts["bill_id"],))
                if row is not None:
                    row.update(facts)
        yield from final.values()

    def struck(self, tenant: Tenant, low: int, high: int) -> Iterator[dict[str, object]]:
        """The faults that struck readings with low <= ts < high."""
        low = max(low, self._store.source.start)
        for device in sorted(tenant.devices.values(), key=lambda d: d.device_id):
            for number in range(low // CHUNK, high // CHUNK + 1):
                for hit in self._store.source.altered(device, number).struck:
                    if low <= hit.ts < high:
                        yield {
                            "kind": hit.fault.kind,
                            "index": hit.fault.index,
                            "device_id": hit.device_id,
                            "ts": iso(hit.ts),
                        }
