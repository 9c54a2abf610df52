"""The built dashboard in Chromium: one server of fixtures, one browser, many promises."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.needs import require

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

Check = Callable[..., None]


class Child:
    """A Node process that speaks JSON lines; it ends when its standard input closes."""

    def __init__(self, *command: str) -> None:
        browser = next((found for name in BROWSERS if (found := shutil.which(name))), "")
        self._process = subprocess.Popen(
            ["node", *command],
            cwd=FRONTEND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "CHROMIUM": os.environ.get("CHROMIUM") or browser},
        )
        self.first = self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, f"node ended with status {self._process.wait()}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, **request: object) -> dict[str, Any]:
        """One line out, one line back."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        """End it; it closes its browser first."""
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()


@pytest.fixture(scope="session")
def driver() -> Iterator[Child]:
    """A browser in front of the built dashboard."""
    for needed in ("node", "chromium", "frontend"):
        require(needed)
    server = Child("e2e/server.mjs")
    browser = Child("e2e/driver.mjs", str(server.first["url"]))
    yield browser
    browser.close()
    server.close()


@pytest.fixture
def check(driver: Child) -> Check:
    """Run a check of e2e/checks.mjs by its name; fail with what it found."""

    def run(name: str, **args: object) -> None:
        result = driver.ask(check=name, args=args)
        if not result["ok"]:
            pytest.fail(result["error"], pytrace=False)

    return run
