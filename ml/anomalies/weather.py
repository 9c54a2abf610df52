"""The weather beside a panel, hour for hour."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.csv
import pyarrow.parquet

from bigquery.errors import PowerlyticsError
from ml.panel import Floats, Panel

# The names under which files hold each measure.
NAMES = {
    "temperature_c": ("temperature_c", "temp_c", "temperature"),
    "irradiance_w_m2": ("irradiance_w_m2", "ghi_wm2", "ghi"),
    "humidity_pct": ("humidity_pct", "rh_pct"),
    "carbon_kg_per_kwh": ("carbon_kg_per_kwh", "kgco2_per_kwh"),
}


@dataclass(frozen=True, eq=False)
class Weather:
    """One value an hour of the panel, NaN where unknown; None: never measured."""

    temperature_c: Floats | None = None
    irradiance_w_m2: Floats | None = None
    humidity_pct: Floats | None = None
    carbon_kg_per_kwh: Floats | None = None


def read_weather(path: Path, panel: Panel) -> Weather:
    """The columns of a Parquet or CSV file that are weather, on the panel's hours.

    Values within an hour are averaged. Raises PowerlyticsError: the file cannot be read, has no
    timestamps, or none of the known names.
    """
    frame = _read(path)
    hours = np.arange(panel.hours) + panel.start
    found: dict[str, Floats] = {}
    for measure, names in NAMES.items():
        for name in names:
            if name in frame.columns:
                found[measure] = frame[name].reindex(hours).to_numpy(np.float64)
                break
    if not found:
        known = ", ".join(names[0] for names in NAMES.values())
        raise PowerlyticsError(f"{path} holds no weather: name its columns {known}")
    return Weather(**found)


def _read(path: Path) -> pd.DataFrame:
    """The numbers of a file, the mean of each hour, by hours since 1970."""
    try:
        if path.suffix == ".parquet":
            frame = pyarrow.parquet.read_table(path).to_pandas()
        else:
            frame = pyarrow.csv.read_csv(path).to_pandas()
    except (OSError, pyarrow.ArrowException) as error:
        raise PowerlyticsError(f"cannot read {path}: {str(error).splitlines()[0]}") from None
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    times = [name for name in frame.columns if str(frame[name].dtype).startswith("datetime64")]
    if not times:
        raise PowerlyticsError(f"{path} has no column of timestamps: write one, in UTC")
    moments = pd.to_datetime(frame.pop(times[0]), utc=True)
    hours = moments.astype("datetime64[s, UTC]").astype("int64") // 3600
    numbers = frame.select_dtypes("number")[moments.notna()]
    return numbers.groupby(hours[moments.notna()].to_numpy()).mean()
