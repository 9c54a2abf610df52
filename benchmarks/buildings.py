"""The measured buildings of ../shared/data/buildings: where they lie and what is asked of them."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "buildings"
RESULTS = ROOT / "benchmarks" / "results"
ENERGY = FOLDER / "cam_visible_2018_2019.parquet"
WEATHER = FOLDER / "weather_2018_2019.parquet"
INJECTED = FOLDER / "cam_injected_2019.parquet"
LEAD = FOLDER / "lead_visible5.csv.gz"
POWERLYTICS = Path(sys.executable).with_name("powerlytics")

DAILY = [datetime(2019, 10, 7) + timedelta(days=day) for day in range(53)]
SEVEN = [
    datetime(2019, month, day)
    for month, day in ((10, 7), (10, 16), (10, 25), (11, 2), (11, 10), (11, 19), (11, 28))
]


def need() -> None:
    """Ends the program in one line when the data are not there."""
    if missing := [path.name for path in (ENERGY, WEATHER, INJECTED, LEAD) if not path.exists()]:
        sys.exit(
            f"no {', '.join(missing)} in {os.path.relpath(FOLDER, ROOT)}: this benchmark measures "
            "on real buildings, whose files are not part of the project"
        )


def machine() -> dict[str, Any]:
    """What a row of a table is measured on, and when."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "load_average": round(os.getloadavg()[0], 1),
    }


def keep(name: str, rows: dict[str, Any]) -> dict[str, Any]:
    """Put rows into benchmarks/results/NAME.json beside those that are there; gives all of them."""
    file = RESULTS / f"{name}.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    known |= rows
    RESULTS.mkdir(exist_ok=True)
    file.write_text(json.dumps(known, indent=1) + "\n")
    return known


def markdown(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table: numbers as they are, None as a dash."""
    lines = [columns, ["---"] * len(columns), *([_cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
