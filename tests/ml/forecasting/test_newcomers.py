"""What models are taught of new meters: that they are what new meters will be, and know no past."""

from __future__ import annotations

import numpy as np
import pytest

from ml.forecasting.features import HORIZON, TOKENS, History, Samples, samples
from ml.forecasting.training_set import NEW_DAYS, learnt_from, training_set
from ml.panel import Panel
from tests.ml.forecasting.invented import QUICK, estate

PARTS = ("hours", "days", "base", "unit", "scale", "usable")


def _same(one: Samples, other: Samples) -> bool:
    return all(np.array_equal(getattr(one, part), getattr(other, part)) for part in PARTS)


@pytest.mark.parametrize("known", [24, 31, 100, 500, 1000])
def test_a_new_meter_is_seen_alike_beside_old_ones_and_alone(known: int) -> None:
    panel, origin = estate(days=90), 80 * 24
    energy = panel.energy.copy()
    energy[: origin - known] = np.nan
    beside = Panel(panel.start, panel.meters, energy, panel.place)
    alone = panel.since(origin - known)
    assert _same(
        samples(History.of(beside), np.array([origin])),
        samples(History.of(alone), np.array([known])),
    )


def test_what_is_taught_as_new_is_what_a_new_meter_shows_and_not_its_past() -> None:
    panel = estate(days=90)
    known = training_set(History.of(panel), QUICK)
    origins, hours = learnt_from(History.of(panel), QUICK.seed, QUICK.most)
    meters = len(panel.meters)
    new = np.flatnonzero(hours < origins)
    assert 0.05 < len(new) / len(origins) < 0.1
    assert (hours[new] >= 24).all()
    assert (hours[new] <= NEW_DAYS * 24).all()
    for place in new:
        shown = History.of(panel.since(int(origins[place] - hours[place])))
        taught = known.samples.chosen(slice(place * meters, (place + 1) * meters))
        assert _same(taught, samples(shown, np.array([hours[place]])))
        tokens = TOKENS - -(-hours[place] // 24)
        assert not taught.days[:, : max(tokens, 0)].any()


def test_what_is_taught_as_new_is_not_known_before_its_hours_have_come() -> None:
    panel = estate(days=90)
    known = training_set(History.of(panel), QUICK)
    assert (np.diff(known.origins) >= 0).all()
    row = 70 * 24
    earlier = known.before(row)
    assert 0 < len(earlier) < len(known)
    assert (earlier.origins + HORIZON <= row).all()
