"""The session's judge as a pytest fixture; a conftest.py imports it where it is wanted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.googlesql.install import installed
from tests.needs import require

if TYPE_CHECKING:
    from tests.googlesql.client import GoogleSQL


@pytest.fixture(scope="session")
def googlesql() -> "Iterator[GoogleSQL]":
    """GoogleSQL's reference implementation, one child process a run."""
    require("googlesql", installed())
    from tests.googlesql.client import GoogleSQL

    with GoogleSQL() as judge:
        yield judge
