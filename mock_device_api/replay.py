"""Real meters behind the same API: a wide table (a timestamp column, one column a meter).

Parquet or CSV. Missing values are intervals without a reading. With a weather table (temperature,
humidity, irradiance, carbon) the station and the grid report what it says.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from mock_device_api.fleet import Building, Device, Fleet, Tenant
from mock_device_api.meters import Columns
from mock_device_api.noise import Floats, Ints, pick
from mock_device_api.weather import DAY, HOUR, Sky, Station

WEEK = 7 * DAY
WEATHER = {
    "temperature_c": ("temp", "t_air", "dry_bulb"),
    "humidity_pct": ("rh", "humid"),
    "irradiance_w_m2": ("ghi", "irradiance", "solar", "radiation"),
    "carbon_kg_per_kwh": ("co2", "carbon"),
}


class ReplayError(ValueError):
    """The table cannot be replayed; the message says why."""


@dataclass(frozen=True)
class Table:
    """Columns on a regular grid of epoch seconds; NaN is missing."""

    start: int
    step: int
    columns: dict[str, Floats]

    @property
    def end(self) -> int:
        """The end of the last interval."""
        return self.start + self.step * max((len(c) for c in self.columns.values()), default=0)

    def at(self, name: str, ts: Ints) -> Floats:
        """Values at instants, NaN outside the table."""
        column = self.columns.get(name)
        made = np.full(len(ts), np.nan)
        if column is not None:
            place = (ts - self.start) // self.step
            inside = (place >= 0) & (place < len(column))
            made[inside] = column[place[inside]]
        return made

    def shifted(self, seconds: int) -> "Table":
        """The same values at other times."""
        return replace(self, start=self.start + seconds)


def read_table(path: Path) -> Table:
    """Reads a wide table. Times without a zone are UTC; the interval is the usual distance of two
    rows, and must divide a day. Raises ReplayError."""
    try:
        read = pd.read_parquet if path.suffix in (".parquet", ".pq") else pd.read_csv
        frame = read(path)
    except (OSError, ValueError) as error:
        raise ReplayError(f"cannot read {path}: {error}") from error
    if not isinstance(frame.index, pd.DatetimeIndex):
        frame = frame.set_index(_time_column(frame, path))
    times = pd.to_datetime(frame.index, utc=True)
    frame = frame.set_axis(times, axis=0)
    frame = frame[
        frame.index.notna() & np.logical_not(frame.index.duplicated(keep="last"))
    ].sort_index()
    frame = frame.apply(pd.to_numeric, errors="coerce")
    seconds = np.asarray(frame.index.as_unit("s").asi8, dtype=np.int64)
    if len(seconds) < 2:
        raise ReplayError(f"{path} has fewer than two rows with a time")
    step = int(np.median(np.diff(seconds)))
    if step < 60 or step % 60 or DAY % step:
        raise ReplayError(f"{path}: rows are {step} s apart; they must divide a day in minutes")
    start = int(seconds[0]) // step * step
    place = (seconds - start) // step
    on_grid = (seconds - start) % step == 0
    columns = {}
    for name in frame.columns:
        column = np.full(int(place[-1]) + 1, np.nan)
        column[place[on_grid]] = frame[name].to_numpy(dtype=np.float64)[on_grid]
        columns[str(name)] = np.round(column, 4)
    if not columns:
        raise ReplayError(f"{path} has no column beside the time")
    return Table(start, step, columns)


def _time_column(frame: pd.DataFrame, path: Path) -> str:
    """The first column that holds times."""
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            return str(name)
        if column.dtype == object or pd.api.types.is_string_dtype(column):
            parsed = pd.to_datetime(column.head(50), utc=True, errors="coerce", format="ISO8601")
            if parsed.notna().mean() > 0.9:
                return str(name)
    raise ReplayError(f"{path} has no column of times (ISO-8601)")


@dataclass(frozen=True)
class RecordedStation(Station):
    """A weather station that reports what a table says."""

    table: Table | None = None

    def sky(self, ts: Ints) -> Sky:
        """The recorded weather; NaN where nothing was recorded."""
        table = self.table or Table(0, HOUR, {})
        unknown = np.full(len(ts), np.nan)
        temperature, humidity, light = (table.at(name, ts) for name in list(WEATHER)[:3])
        return Sky(temperature, humidity, light, unknown, unknown, unknown)


class Replay:
    """The readings of a replay, read from memory."""

    def __init__(self, fleet: Fleet, meters: dict[str, Table], weather: Table | None) -> None:
        self.fleet = fleet
        self._meters = meters
        self._weather = weather

    def columns(self, device: Device, start: int, end: int) -> Columns:
        """What the meter reported in [start, end)."""
        table = self._meters[device.device_id]
        low, high = max(start, table.start), min(end, table.end)
        first = -(-low // table.step) * table.step
        ts = np.arange(first, max(high, first), table.step, dtype=np.int64)
        kwh = table.at("energy_kwh", ts)
        known = ~np.isnan(kwh)
        kwh = kwh[known]
        power: npt.NDArray[np.float64] = np.round(kwh * HOUR / table.step, 4)
        return Columns(ts[known], {"energy_kwh": kwh, "power_kw": power})

    def carbon(self, region: str, ts: Ints) -> Floats | None:
        """Recorded carbon intensity, where there is a weather table that knows it."""
        del region
        if self._weather is None or "carbon_kg_per_kwh" not in self._weather.columns:
            return None
        return self._weather.at("carbon_kg_per_kwh", ts)


def load(path: Path, weather: Path | None, shift_to: int | None, seed: int) -> Replay:
    """A replay of a table, whole weeks later when `shift_to` (epoch seconds) is given, so that its
    last week runs on while the clock does. Raises ReplayError."""
    table = read_table(path)
    by = 0 if shift_to is None else -((table.end - shift_to) // WEEK) * WEEK
    table = table.shifted(by)
    sky = None if weather is None else _weather(read_table(weather).shifted(by), weather)
    station = RecordedStation("replay-weather", 52.2, 0.12, seed, sky)
    buildings: list[Building] = []
    meters: dict[str, Table] = {}
    for name, kwh in table.columns.items():
        building = _building(name, kwh, table, station, {b.building_id for b in buildings})
        buildings.append(building)
        meters[building.main.device_id] = Table(table.start, table.step, {"energy_kwh": kwh})
    tenant = Tenant("replay", "Replay of real meters", tuple(buildings))
    start = table.start // DAY * DAY
    fleet = Fleet(seed, start, table.end + 600, (tenant,), replayed=True)
    return Replay(fleet, meters, sky)


def _weather(table: Table, path: Path) -> Table:
    columns: dict[str, Floats] = {}
    for name, marks in WEATHER.items():
        for column in table.columns:
            if name not in columns and any(mark in column.lower() for mark in marks):
                columns[name] = table.columns[column]
    if not columns:
        raise ReplayError(f"{path} has no column of temperature, humidity, irradiance or carbon")
    return replace(table, columns=columns)


def _building(
    name: str, kwh: Floats, table: Table, station: Station, taken: set[str]
) -> Building:  # fmt: skip
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "meter"
    building_id = f"replay-{slug}"
    while building_id in taken:
        building_id += "-2"
    device_id = f"{building_id}-main"
    known = kwh[~np.isnan(kwh)]
    most = float(known.max()) if len(known) else 1.0
    # Real readings are not to be called impossible: the rating is above all of them.
    rated = round(max(most * HOUR / table.step * 1.25, 0.1), 3)
    meter = Device(
        device_id, building_id, None, None, f"{name}: main meter", "main_meter", None, "interval",
        table.step // 60, rated, None, "", "", name, table.start - 30 * DAY,
        ("energy_kwh", "power_kw"), int(pick(15, 540, device_id, "delay")),
    )  # fmt: skip
    return Building(
        building_id, name, "office", "GB", "ENG", "Cambridge", "Europe/London", "GBP", 52.2, 0.12,
        None, None, 0, 0, rated, station, "GB", "replay-business", (), (meter,),
    )  # fmt: skip
