"""What all tests share: the promise that CI skips nothing, and real servers on demand.

``from tests.needs import require`` says what a test needs; the fixtures ``postgresql_url``
and ``redis_url`` start the real thing once a run.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.needs import in_ci, require
from tests.servers import postgresql_server, redis_server

__all__ = ["require"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(name): skip where missing; with CI=true fail")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            require(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """However a test was skipped, with CI=true that is a failure."""
    report = yield
    if report.skipped and in_ci() and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {item.nodeid}: {call.excinfo}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """A module that skips itself is a failure with CI=true, too."""
    report = yield
    if report.skipped and in_ci():
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {collector.nodeid}"
    return report


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """SQLAlchemy URL of a real, empty PostgreSQL database, one server a run."""
    require("postgresql")
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of a real Redis, one server a run."""
    require("redis")
    with redis_server() as url:
        yield url
