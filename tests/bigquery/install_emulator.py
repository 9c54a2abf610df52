"""Install the BigQuery emulator into an environment of its own, .cache/bqemulator.

Run `python -m tests.bigquery.install_emulator`; twice is once. It brings DuckDB 1.5, which must
not meet ours, and is used by tests only.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PINS = (
    "bqemulator==1.4.0",
    "duckdb==1.5.5",
    "duckdb-extensions==1.5.5",
    "duckdb-extension-spatial==1.5.5",
    "numpy==2.4.6",
)
HOME = Path(__file__).resolve().parents[2] / ".cache" / "bqemulator"
PYTHON = HOME / "env" / "bin" / "python"
DONE = HOME / "installed.txt"

# The emulator loads this at start and would fetch it from the internet.
_IMPORT_SPATIAL = "import duckdb_extensions as d; d.import_extension('spatial')"


class MissingError(Exception):
    """The emulator is not installed and cannot be; the message says why."""


def environment() -> dict[str, str]:
    """Variables of its processes: DuckDB's extensions lie in its own home, not in the user's."""
    return {**os.environ, "HOME": str(HOME)}


def installed() -> bool:
    """Whether exactly these pins, and the extension, are there."""
    return PYTHON.exists() and DONE.exists() and DONE.read_text().split() == list(PINS)


def install() -> None:
    """Make the environment anew unless it is there. Raises MissingError."""
    if installed():
        return
    DONE.unlink(missing_ok=True)
    shutil.rmtree(PYTHON.parents[1], ignore_errors=True)
    HOME.mkdir(parents=True, exist_ok=True)
    if uv := shutil.which("uv"):
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(PYTHON.parents[1])])
        _run([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *PINS])
    else:
        _run([sys.executable, "-m", "venv", str(PYTHON.parents[1])])
        _run([str(PYTHON), "-m", "pip", "install", "--quiet", *PINS])
    _run([str(PYTHON), "-c", _IMPORT_SPATIAL], environment())
    DONE.write_text("\n".join(PINS) + "\n")


def _run(command: list[str], env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise MissingError(f"{command[0]} says: {done.stderr.strip()[-300:]}")


if __name__ == "__main__":
    try:
        install()
    except MissingError as why:
        sys.exit(f"the BigQuery emulator is not installed: {why}")
    print(f"the BigQuery emulator is in {HOME}")
