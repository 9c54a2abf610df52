"""The promise that CI skips nothing is kept by tests/conftest.py itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import ROOT

SUITE = """
import pytest
from tests.needs import require

{module}

def test_that_needs_something():
    {body}
"""
WAYS = {
    "require": ("", "require('a thing', found=False)"),
    "require for a module": ("require('a thing', found=False)", "pass"),
    "a plain skip": ("", "pytest.skip('not today')"),
    "a skip mark": ("pytestmark = pytest.mark.skip('not today')", "pass"),
    "a plain skip of a module": ("pytest.skip('not today', allow_module_level=True)", "pass"),
}


def run(folder: Path, way: str, ci: str) -> subprocess.CompletedProcess[str]:
    module, body = WAYS[way]
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (folder / "test_suite.py").write_text(SUITE.format(module=module, body=body))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", str(folder)],
        cwd=folder,
        env={
            **os.environ,
            "CI": ci,
            "PYTHONPATH": str(ROOT),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("way", WAYS)
def test_what_is_missing_skips_here_but_never_passes_in_ci(tmp_path: Path, way: str) -> None:
    here = run(tmp_path, way, ci="")
    assert "1 skipped" in here.stdout, here.stdout
    assert here.returncode in {0, 5}  # 5: a whole module was skipped, so no test ran
    there = run(tmp_path, way, ci="true")
    assert there.returncode not in {0, 5}, there.stdout
    assert "skipped" not in there.stdout.splitlines()[-1]
