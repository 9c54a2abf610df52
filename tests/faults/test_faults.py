"""Whatever the source does, what landed is the truth, row for row; so is what was rejected.

The hours and days derived from it equal an independent computation in pandas.
Each case: a real source with a fault, the real connector in its own environment, the real player,
a real DuckDB file. The clock stands at noon first, then moves on, so that every case also syncs
incrementally, and a third sync of nothing new must change nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from pipeline.transform import transform
from tests.faults.case import NOW, FaultCase
from tests.faults.derived import assert_derived_equals_oracle

NOON = "2026-03-28T12:00:00Z"
EVENING = "2026-03-28T19:30:00Z"

# name of the case: the lines of the source's fault file
CASES: dict[str, list[dict[str, Any]]] = {
    "nothing_goes_wrong": [],
    "too_many_requests": [{"kind": "http_429", "probability": 0.4, "seconds": 0}],
    "internal_errors": [{"kind": "http_500", "probability": 0.4}],
    "under_maintenance": [{"kind": "http_503", "schedule": {"every": 3}, "seconds": 0}],
    "no_answer": [{"kind": "timeout", "schedule": {"requests": [4, 5]}, "seconds": 3}],
    "broken_json": [{"kind": "broken_json", "probability": 0.4}],
    "cut_connections": [{"kind": "cut_connection", "probability": 0.4}],
    "slow_pages": [{"kind": "slow_page", "schedule": {"requests": [3, 9]}, "seconds": 0.3}],
    "rows_twice": [{"kind": "duplicate_rows", "probability": 0.8}],
    "pages_twice": [{"kind": "duplicate_page", "probability": 0.6}],
    "rows_in_any_order": [{"kind": "reordered_rows"}],
    "empty_pages": [{"kind": "empty_page", "probability": 0.6}],
    "cursors_expire": [{"kind": "expired_cursor", "probability": 0.5}],
    "gaps": [{"kind": "gap", "probability": 0.3}],
    "silent_devices": [{"kind": "device_silent", "probability": 0.3}],
    "stuck_values": [{"kind": "stuck", "probability": 0.2}],
    "clock_ahead": [{"kind": "clock_ahead", "probability": 0.4}],
    "clock_behind": [{"kind": "clock_behind", "probability": 0.4}],
    "jumps": [{"kind": "rate_jump", "probability": 0.03}],
    "out_of_range": [{"kind": "out_of_range", "probability": 0.03}],
    "negative_energy": [{"kind": "negative_energy", "probability": 0.03}],
    "no_values": [{"kind": "null_value", "probability": 0.03}],
    "values_that_are_no_numbers": [{"kind": "not_a_number", "probability": 0.03}],
    "estimates": [{"kind": "estimated", "probability": 0.05}],
    "a_new_column": [{"kind": "new_column", "probability": 0.2}],
    "offsets_on_the_day_the_clocks_change": [{"kind": "dst_day", "schedule": {"start": "-2d"}}],
    "off_the_grid": [{"kind": "misaligned_timestamp", "probability": 0.03}],
    "times_that_are_none": [{"kind": "bad_timestamp", "probability": 0.03}],
    "unknown_devices": [{"kind": "unknown_device", "probability": 0.03}],
    "nameless_devices": [{"kind": "missing_device_id", "probability": 0.03}],
    "late_by_hours": [{"kind": "late", "probability": 0.1, "hours": [1, 48]}],
    "late_by_forty_days": [{"kind": "late", "probability": 0.05, "hours": [900, 960]}],
    "corrections": [{"kind": "correction", "probability": 0.08, "hours": [1, 30]}],
    "corrections_of_corrections": [
        {"kind": "correction_twice", "probability": 0.08, "hours": [1, 20]}
    ],
    "deletes": [{"kind": "delete", "probability": 0.08, "hours": [1, 30]}],
    "deleted_and_back": [{"kind": "delete_then_revive", "probability": 0.08, "hours": [1, 15]}],
    "registers_start_again": [{"kind": "counter_reset", "probability": 0.3}],
    "registers_roll_over": [{"kind": "counter_rollover", "schedule": {"start": "-1d"}}],
    # described a day after its first reading: what was rejected until then has to land after all
    "a_device_appears": [{"kind": "device_added", "schedule": {"start": "-1d"}}],
    "a_device_goes": [{"kind": "device_removed", "schedule": {"start": "-1d"}}],
    "renamed": [{"kind": "metadata_change"}],
    "names_in_every_script": [{"kind": "unicode_names"}],
    "thousands_of_one_instant": [{"kind": "tie_storm", "schedule": {"start": "-2d", "end": "-1d"}}],
}


def _three_syncs(case: FaultCase) -> None:
    for now in (NOON, EVENING, NOW):
        case.move_clock(now)
        case.sync_until()
        compared = case.assert_equals_truth()
        if now != EVENING:
            transform(case.warehouse, now=datetime.fromisoformat(now))
    assert compared > 100
    assert assert_derived_equals_oracle(case, datetime.fromisoformat(NOW)) > 100
    before = case.rows("SELECT count(*), max(_fivetran_synced) FROM powerlytics_raw.raw_readings")
    noted = case.rows("SELECT count(*) FROM powerlytics_local.pending_windows")
    case.sync_until()
    after = case.rows("SELECT count(*), max(_fivetran_synced) FROM powerlytics_raw.raw_readings")
    assert after.equals(before), "a sync of nothing new changed rows"
    assert case.rows("SELECT count(*) FROM powerlytics_local.pending_windows").equals(noted)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow) for name in CASES])
def test_no_fault_loses_doubles_or_bends_a_row(
    name: str, fault_case: Callable[..., FaultCase]
) -> None:
    _three_syncs(fault_case(CASES[name]))


def _mixture(seed: int) -> list[dict[str, Any]]:
    luck = random.Random(seed)
    lines = [dict(line) for name in luck.sample(sorted(CASES), 8) for line in CASES[name]]
    for line in lines:
        if "probability" in line:
            line["probability"] = round(line["probability"] * luck.uniform(0.2, 0.7), 3)
    return lines


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_no_mixture_of_faults_loses_doubles_or_bends_a_row(
    seed: int, fault_case: Callable[..., FaultCase]
) -> None:
    _three_syncs(fault_case(_mixture(seed), seed=seed))


@pytest.mark.slow
def test_two_shards_land_what_one_would(fault_case: Callable[..., FaultCase]) -> None:
    names = ("corrections", "unknown_devices", "stuck_values", "a_device_appears")
    case = fault_case([line for name in names for line in CASES[name]])
    case.connect(shards=2)
    _three_syncs(case)
