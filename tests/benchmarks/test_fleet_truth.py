"""The mock fleet by the hour: the same for the same seed, and its meters add up."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from benchmarks.fleet_truth import FleetTruth, fleet

UNTIL = datetime(2026, 3, 1, tzinfo=UTC)


def small(seed: int, *, clean: bool = False) -> list[FleetTruth]:
    return fleet(seed, until=UNTIL, days=10, tenants=1, buildings=2, devices=16, clean=clean)


def test_the_same_seed_gives_the_same_hours_and_another_does_not() -> None:
    one, again, other = small(3), small(3), small(4)
    for a, b, c in zip(one, again, other, strict=True):
        assert np.array_equal(a.panel.energy, b.panel.energy)
        assert a.events == b.events
        assert not np.array_equal(a.panel.energy, c.panel.energy)


def test_sub_meters_never_exceed_their_main_and_no_register_jumps() -> None:
    for building in small(3):
        panel = building.panel
        main = [name not in building.parents for name in panel.meters].index(True)
        below = np.delete(panel.energy, main, axis=1).sum(axis=1)
        assert (panel.energy >= 0).all()
        assert (below <= panel.energy[:, main] + 0.01).all()


def test_without_its_anomalies_a_fleet_differs_only_where_they_are() -> None:
    for real, clean in zip(small(3), small(3, clean=True), strict=True):
        changed = np.abs(real.panel.energy - clean.panel.energy).max(axis=1) > 0.001
        near = np.zeros(real.panel.hours, bool)
        for event in real.events:
            first = event.start // 3600 - real.panel.start
            near[max(first, 0) : max(-(-event.end // 3600) - real.panel.start, 0)] = True
        assert not (changed & ~near).any()
