"""The dashboard on the real API: what it shows is what the API says, and the server's own security
headers do not break it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.frontend.conftest import ROOT, Check
from tests.servers import free_port, listens, stop, wait_until

pytestmark = pytest.mark.slow  # a minute; CI runs it


@contextmanager
def serving(home: Path, *options: str) -> Iterator[str]:
    """Address of the real API with its warehouse in `home`."""
    port = free_port()
    log = home / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.frontend.serve_estate", str(home), str(port), *options],
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
        try:
            wait_until(lambda: listens(port), f"the API ({log})")
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(server)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The estate of tests/backend, with what models said of it."""
    with serving(tmp_path_factory.mktemp("home")) as url:
        yield url


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same before any model has run."""
    with serving(tmp_path_factory.mktemp("bare"), "bare") as url:
        yield url


@pytest.mark.slow
def test_no_page_breaks_on_the_real_api_not_even_the_second_time(check: Check, api: str) -> None:
    check("realPages", url=api, building="northgate-hopkins-hostel")


def test_the_screen_never_says_another_number_than_the_api(check: Check, api: str) -> None:
    check("realNumbers", url=api, building="northgate-hopkins-hostel")


def test_a_downloaded_row_never_differs_from_the_chart(check: Check, api: str) -> None:
    check("realDownload", url=api, building="northgate-hopkins-hostel")


def test_the_real_api_refuses_a_wrong_password(check: Check, api: str) -> None:
    check("wrongPassword", url=api)


def test_a_verdict_is_not_lost_between_screen_and_warehouse(check: Check, api: str) -> None:
    check("realFeedback", url=api)


def test_the_forecast_on_the_screen_is_never_another_than_the_apis(check: Check, api: str) -> None:
    check("realForecast", url=api, building="northgate-hopkins-hostel")


def test_before_any_model_has_run_no_page_is_blank_and_none_makes_figures_up(
    check: Check, bare: str
) -> None:
    check("emptyForeseen", url=bare, building="northgate-hopkins-hostel")
