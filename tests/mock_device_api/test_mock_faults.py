"""Whatever strikes, what is served is what the oracle says: row for row, for each fault kind."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import mock_device_api
from mock_device_api.faults.config import KINDS, POINTS, SPANS, TRANSPORT
from mock_device_api.meters import Simulation
from tests.mock_device_api.mock_server import NOW, fleet_of, served, simulation
from tests.mock_device_api.perfect_consumer import Consumer, assert_equal, stamp, truth_of

# For each kind: its line in the fault file, and what a consumer must notice of it.
CASES = {
    "http_429": ({"probability": 0.3, "seconds": 0}, lambda c: c.retries),
    "http_500": ({"probability": 0.3}, lambda c: c.retries),
    "http_503": ({"schedule": {"every": 3}, "seconds": 0}, lambda c: c.retries),
    "timeout": ({"schedule": {"requests": [2, 3]}, "seconds": 1.5}, lambda c: c.retries),
    "broken_json": ({"probability": 0.3}, lambda c: c.retries),
    "cut_connection": ({"probability": 0.3}, lambda c: c.retries),
    "slow_page": ({"schedule": {"requests": [2, 3]}, "seconds": 0.2}, lambda c: c.pages),
    "duplicate_rows": ({"probability": 0.7}, lambda c: c.seen > len(c.rows)),
    "duplicate_page": ({"probability": 0.5}, lambda c: c.seen > len(c.rows)),
    "reordered_rows": ({}, lambda c: c.disorder),
    "empty_page": ({"probability": 0.5}, lambda c: c.empty),
    "expired_cursor": ({"probability": 0.5}, lambda c: c.expired),
    "gap": ({"probability": 0.2}, lambda c: len(c.rows) < c.plain),
    "device_silent": ({"probability": 0.1}, lambda c: len(c.rows) < c.plain),
    "stuck": ({"probability": 0.1}, lambda c: c.quality["suspect_stuck"] > 50),
    "clock_ahead": ({"probability": 0.3}, lambda c: c.reasons["ts_in_future"] and c.revisions),
    "clock_behind": ({"probability": 0.3}, lambda c: c.reasons["ts_too_old"] and c.revisions),
    "rate_jump": ({"probability": 0.02}, lambda c: c.quality["suspect_rate"]),
    "out_of_range": ({"probability": 0.02}, lambda c: c.quality["suspect_range"]),
    "negative_energy": ({"probability": 0.02}, lambda c: c.quality["suspect_range"]),
    "null_value": ({"probability": 0.02}, lambda c: c.reasons["no_values"]),
    "not_a_number": ({"probability": 0.02}, lambda c: c.reasons["not_a_number"]),
    "estimated": ({"probability": 0.02}, lambda c: c.quality["estimated"]),
    "new_column": ({"probability": 0.1}, lambda c: c.extra),
    "dst_day": ({"schedule": {"start": "-6d", "end": "-2d"}}, lambda c: c.offsets),
    "misaligned_timestamp": ({"probability": 0.02}, lambda c: c.reasons["ts_misaligned"]),
    "bad_timestamp": ({"probability": 0.02}, lambda c: c.reasons["bad_ts"]),
    "unknown_device": ({"probability": 0.02}, lambda c: c.reasons["unknown_device"]),
    "missing_device_id": ({"probability": 0.02}, lambda c: c.reasons["missing_device_id"]),
    "late": ({"probability": 0.05, "hours": [1, 960]}, lambda c: len(c.rows) < c.plain),
    "correction": ({"probability": 0.05, "hours": [1, 48]}, lambda c: c.revisions[1]),
    "correction_twice": ({"probability": 0.05, "hours": [1, 24]}, lambda c: c.revisions[2]),
    "delete": ({"probability": 0.05, "hours": [1, 48]}, lambda c: c.deleted),
    "delete_then_revive": ({"probability": 0.05, "hours": [1, 24]}, lambda c: c.revived),
    "counter_reset": ({"probability": 0.1}, lambda c: c.drops),
    "counter_rollover": ({"schedule": {"start": "-3d"}}, lambda c: c.drops),
    "device_added": ({"schedule": {"start": "-3d"}}, lambda c: len(c.rows) < c.plain),
    "device_removed": ({"schedule": {"start": "-3d"}}, lambda c: len(c.rows) < c.plain),
    "metadata_change": ({}, lambda c: "(renamed)" in str(c.devices)),
    "unicode_names": ({}, lambda c: not str(c.devices).isascii()),
    "tie_storm": ({"schedule": {"start": "-3d", "end": "-1d"}}, lambda c: c.largest_tie > 1500),
}  # fmt: skip


class Watcher(Consumer):
    """A consumer that notes what struck it."""

    def __post_init__(self):
        self.seen = self.empty = self.expired = self.extra = self.offsets = self.revived = 0
        self.disorder = 0
        self.times = Counter()

    def get(self, path, params):
        answer = super().get(path, params)
        self.expired += answer is None
        self.empty += answer is not None and not answer["data"]
        return answer

    def take(self, rows):
        self.seen += len(rows)
        self.disorder += rows != sorted(rows, key=lambda row: row["updated_at"])
        self.extra += sum("frequency_hz" in row for row in rows)
        self.offsets += sum(str(row.get("ts"))[-6:] == "+01:00" for row in rows)
        self.times.update(row["updated_at"] for row in rows)
        gone = {place for place, row in self.rows.items() if row["_fivetran_deleted"]}
        super().take(rows)
        self.revived += sum(not self.rows[place]["_fivetran_deleted"] for place in gone)

    @property
    def largest_tie(self):
        return max(self.times.values())

    @property
    def quality(self):
        return Counter(row["quality"] for row in self.rows.values())

    @property
    def reasons(self):
        return Counter(reason for _, _, reason in self.rejected.values())

    @property
    def revisions(self):
        return Counter(revision for _, _, revision in self.rows if revision)

    @property
    def deleted(self):
        return sum(row["_fivetran_deleted"] for row in self.rows.values())

    @property
    def plain(self):
        """How many readings there would be without a fault."""
        return sum(
            sum(1 for _ in range(fleet.start, NOW - d.delay - d.interval + 1, d.interval))
            for fleet in [fleet_of()]
            for tenant in fleet.tenants
            for d in tenant.devices.values()
        )

    @property
    def drops(self):
        """How often a register falls."""
        last, found = {}, 0
        for (device_id, _, _), row in sorted(self.rows.items()):
            if (value := row["register_kwh"]) is not None:
                found += value < last.get(device_id, 0)
                last[device_id] = value
        return found


def test_every_kind_has_a_case():
    assert set(CASES) == set(KINDS)


def test_without_faults_nothing_is_missing_or_rejected(serve):
    here = serve()
    with here.client() as client:
        consumer = Watcher(client).sync()
        assert_equal(consumer, truth_of(client, "northgate"))
    assert len(consumer.rows) == consumer.plain
    assert not consumer.rejected


@pytest.mark.parametrize("kind", CASES)
def test_what_is_served_is_what_the_oracle_says(serve, kind):
    line, noticed = CASES[kind]
    here = serve([{"kind": kind, **line}])
    with here.client(timeout=1.0 if kind == "timeout" else 30.0) as client:
        consumer = Watcher(client, limit=613).sync()
        client.timeout = 30.0
        assert_equal(consumer, truth_of(client, "northgate"))
    assert noticed(consumer), kind


def test_an_ordinary_fleet_keeps_its_history_when_it_is_started_again():
    path = Path(mock_device_api.__file__).parent / "ordinary.yaml"
    faults = yaml.safe_load(path.read_text())["faults"]
    assert not any("schedule" in line for line in faults)
    held = []
    for anchor in (NOW, NOW + 40 * 3600):
        with served(Simulation(fleet_of(anchor=anchor, days=5)), faults, NOW) as here:
            rows = here.truth("readings", tenant_id="northgate")
            held.append([row for row in rows if row["ts"] > stamp(NOW - 86400)])
            with here.client() as client:
                assert_equal(Consumer(client).sync(), truth_of(client, "northgate"))
    assert held[0] == held[1]
    assert {row["quality"] for row in held[0]} >= {"metered", "estimated"}


def fault_lines():
    """Random lines of a fault file; waits are short so that much of them is visible."""
    data = sorted(set(KINDS) - set(TRANSPORT) - {"device_added", "device_removed"})
    quick = sorted(set(TRANSPORT) - {"timeout", "slow_page"})

    def line(kind):
        most = 0.15 if kind in SPANS else 0.03
        if kind in (*TRANSPORT, "tie_storm", "counter_rollover", "metadata_change"):
            most = 0.35
        return st.fixed_dictionaries(
            {"kind": st.just(kind), "probability": st.floats(0.002, most), "seconds": st.just(0)}
            if kind in TRANSPORT
            else {"kind": st.just(kind), "probability": st.floats(0.002, most)}
        )

    return st.lists(st.sampled_from(data + quick).flatmap(line), min_size=2, max_size=9)


def check_mixture(faults, limit, moments, lookback, shards):
    """Syncs at several moments, by several shards; then holds what came against the oracle."""
    size = {"tenants": 1, "buildings": 2, "devices": 5, "days": 4}
    with served(simulation(**size), faults) as here, here.client() as client:
        names = [None] if shards == 1 else [f"{i}/{shards}" for i in range(shards)]
        consumers = [Consumer(client, limit, shard, lookback) for shard in names]
        for hours in sorted(moments, reverse=True):
            client.post("/truth/clock", json={"now": stamp(NOW - hours * 3600)})
            for consumer in consumers:
                consumer.sync()
        rows, rejected = {}, {}
        for consumer in consumers:
            assert not rows.keys() & consumer.rows.keys()
            rows |= consumer.rows
            rejected |= consumer.rejected
        whole = Consumer(client, rows=rows, rejected=rejected)
        assert_equal(whole, truth_of(client, "northgate"))


MIXTURE = given(
    faults=fault_lines(),
    limit=st.sampled_from([7 * 31, 500, 1000, 5000]),
    moments=st.lists(st.integers(0, 80), min_size=1, max_size=3, unique=True),
    lookback=st.sampled_from([0, 600, 6 * 3600, 30 * 3600]),
    shards=st.sampled_from([1, 1, 2, 3]),
)


@pytest.mark.slow
@pytest.mark.timeout(1500)
@example(
    # Two lines of the file may strike the same reading in the same way.
    faults=[{"kind": kind, "probability": 0.4} for kind in sorted(POINTS) for _ in range(2)],
    limit=5000,
    moments=[0],
    lookback=600,
    shards=1,
)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@MIXTURE
def test_no_mixture_of_many_parts_the_served_from_the_oracle(
    faults, limit, moments, lookback, shards
):
    check_mixture(faults, limit, moments, lookback, shards)
