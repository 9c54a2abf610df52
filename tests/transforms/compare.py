"""Rows against rows: floats to 1e-9, everything else exactly, whatever the order."""

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pandas as pd


def plain(value: Any) -> Any:
    """One cell as the plainest Python value that says the same."""
    if isinstance(value, list | tuple | dict):
        return value
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, datetime):
        return value.timestamp()
    return value.item() if hasattr(value, "item") else value


def same(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is None and right is None
    if isinstance(left, float) or isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return bool(left == right)


def assert_equal_rows(
    got: Iterable[dict[str, Any]], expected: Iterable[dict[str, Any]], key: list[str]
) -> None:
    """Fails with the first row or cell that differs."""
    order = lambda row: tuple((plain(row[k]) is None, str(plain(row[k]))) for k in key)  # noqa: E731
    left, right = sorted(got, key=order), sorted(expected, key=order)
    keys_left, keys_right = [order(row) for row in left], [order(row) for row in right]
    assert keys_left == keys_right, (
        f"missing {[k for k in keys_right if k not in set(keys_left)][:3]}, "
        f"too many {[k for k in keys_left if k not in set(keys_right)][:3]}"
    )
    for one, two in zip(left, right, strict=True):
        assert set(one) == set(two), set(one) ^ set(two)
        for name in two:
            a, b = plain(one[name]), plain(two[name])
            assert same(a, b), f"{order(two)}: {name} is {a!r}, expected {b!r}"
