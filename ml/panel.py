"""Hourly energy of many meters side by side, and the local clock that their people live by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.csv
import pyarrow.parquet
import pytz  # type: ignore[import-untyped]

from bigquery.errors import PowerlyticsError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
HOUR = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Where the meters stand: the zone of their clocks and whose holidays they keep."""

    timezone: str = "Europe/London"
    country: str | None = "GB"
    subdivision: str | None = "ENG"


@dataclass(frozen=True, eq=False)
class Panel:
    """Energy in kWh, shape (hours, meters); NaN where nothing was measured.

    Row 0 is the UTC hour ``start`` (hours since 1970); no hour is left out.
    """

    start: int
    meters: tuple[str, ...]
    energy: Floats
    place: Place = Place()

    @property
    def hours(self) -> int:
        return len(self.energy)

    def row(self, moment: datetime) -> int:
        """The row of the hour that begins at ``moment``; it may lie outside of the panel."""
        return hour_number(moment) - self.start

    def row_of(self, other: Panel, row: int) -> int:
        """The row here of the hour that is ``row`` in ``other``, within [0, hours]."""
        return min(max(row + other.start - self.start, 0), self.hours)

    def moments(self, rows: Ints) -> npt.NDArray[np.datetime64]:
        """The UTC instants at which rows begin."""
        return (rows + self.start).astype("datetime64[h]").astype("datetime64[us]")

    def before(self, row: int) -> Panel:
        """What was known when the hour ``row`` began."""
        return Panel(self.start, self.meters, self.energy[:row], self.place)

    def since(self, row: int) -> Panel:
        """From ``row`` on."""
        row = min(max(row, 0), self.hours)
        return Panel(self.start + row, self.meters, self.energy[row:], self.place)

    def of(self, meters: list[int]) -> Panel:
        """Some of the meters, by their number."""
        names = tuple(self.meters[m] for m in meters)
        return Panel(self.start, names, self.energy[:, meters], self.place)

    @cached_property
    def clock(self) -> LocalClock:
        """The local clock, with two months to spare for what lies ahead."""
        return LocalClock.of(self.start, self.hours + 62 * 24, self.place)


@dataclass(frozen=True, eq=False)
class LocalClock:
    """Local time of consecutive UTC hours.

    ``local`` numbers local hours (24 a local day), ``row_of`` turns that round; a local hour that
    the clock skips in spring leads to the row before it.
    """

    local: Ints
    row_of: Ints
    first_local: int
    off_day: npt.NDArray[np.bool_]
    first_day: int

    @classmethod
    def of(cls, start: int, hours: int, place: Place) -> LocalClock:
        zone = ZoneInfo(place.timezone)
        # the offset changes a few times a year: it is looked up once a day, then by the hour
        local = np.empty(hours, np.int64)
        for begin in range(0, hours, 24):
            end = min(begin + 24, hours)
            rows = np.arange(begin, end)
            ahead = [_offset(start + row, zone) for row in (begin, end - 1)]
            if ahead[0] != ahead[1]:
                ahead = [_offset(start + int(row), zone) for row in rows]
            local[begin:end] = start + rows + np.resize(np.array(ahead), end - begin)
        first = int(local.min())
        row_of = np.full(int(local.max()) - first + 1, -1, np.int64)
        row_of[local[::-1] - first] = np.arange(hours)[::-1]
        row_of = np.maximum.accumulate(row_of)
        first_day = first // 24
        days = [
            date.fromordinal(date(1970, 1, 1).toordinal() + int(day))
            for day in range(first_day, int(local.max()) // 24 + 1)
        ]
        closed = _holidays(place, {day.year for day in days})
        off = np.array([day.weekday() >= 5 or day in closed for day in days])
        return cls(local, row_of, first, off, first_day)

    def days_before(self, rows: Ints, days: Ints) -> Ints:
        """The rows of the same local hour so many days before; -1 before the first row."""
        local = self.local[rows] - 24 * days - self.first_local
        return np.where(local >= 0, self.row_of[np.maximum(local, 0)], -1)

    def day(self, rows: Ints) -> Ints:
        """The local day of rows, counted from the clock's first."""
        return self.local[rows] // 24 - self.first_day

    def hour(self, rows: Ints) -> Ints:
        return self.local[rows] % 24

    def weekday(self, rows: Ints) -> Ints:
        """0 is Monday."""
        return (self.local[rows] // 24 + 3) % 7


def hour_number(moment: datetime) -> int:
    """Hours since 1970 of the hour that holds ``moment`` (UTC where it has no zone)."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - EPOCH) // HOUR


def read_wide(path: Path, place: Place | None = None) -> Panel:
    """A panel from a wide Parquet or CSV file: a timestamp column, then a column a meter.

    Readings within an hour add up; a row that is missing, repeated or not in order does no harm
    (of two for one moment the later row counts). Infinite values are no measurements.
    Raises PowerlyticsError: one line that says what the file lacks.
    """
    try:
        if path.suffix == ".parquet":
            table = pyarrow.parquet.read_table(path)
        else:
            table = pyarrow.csv.read_csv(path)
        frame = table.to_pandas()
    except (OSError, pyarrow.ArrowException) as error:
        raise PowerlyticsError(f"cannot read {path}: {str(error).splitlines()[0]}") from None
    frame = frame.reset_index(drop=not isinstance(frame.index, pd.DatetimeIndex))
    times = [name for name in frame.columns if str(frame[name].dtype).startswith("datetime64")]
    if not times:
        raise PowerlyticsError(f"{path} has no column of timestamps: write one, in UTC")
    moments = frame.pop(times[0])
    if moments.dt.tz is not None:
        moments = moments.dt.tz_convert("UTC").dt.tz_localize(None)
    known = moments.notna().to_numpy()
    stamps = moments[known].to_numpy("datetime64[m]").astype(np.int64)
    numbers = frame.select_dtypes("number")
    if numbers.empty or not len(stamps):
        raise PowerlyticsError(f"{path} has no column of numbers with a timestamp beside it")
    values = numbers.to_numpy(np.float64)[known]
    values[~np.isfinite(values)] = np.nan
    _, last = np.unique(stamps[::-1], return_index=True)
    keep = np.sort(len(stamps) - 1 - last)
    stamps, values = stamps[keep], values[keep]
    rows = stamps // 60
    start = int(rows.min())
    shape = (int(rows.max()) - start + 1, values.shape[1])
    total, count = np.zeros(shape), np.zeros(shape)
    np.add.at(total, rows - start, np.nan_to_num(values))
    np.add.at(count, rows - start, np.isfinite(values))
    energy = np.where(count > 0, total, np.nan)
    return Panel(start, tuple(map(str, numbers.columns)), energy, place or Place())


def place_of(timezone: str) -> Place:
    """The place of a zone, with the holidays of its country (of England for Europe/London).

    Raises PowerlyticsError: a zone that nobody knows.
    """
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise PowerlyticsError(f"no time zone is named {timezone}: write Europe/London") from None
    if timezone == Place.timezone:
        return Place()
    countries = pytz.country_timezones.items()
    country = next((code for code, zones in countries if timezone in zones), None)
    return Place(timezone, country, None)


def _offset(hour: int, zone: ZoneInfo) -> int:
    """Whole hours that local time is ahead of UTC."""
    ahead = (EPOCH + hour * HOUR).astimezone(zone).utcoffset() or timedelta()
    return ahead // HOUR


def _holidays(place: Place, years: set[int]) -> set[date]:
    if place.country is None:
        return set()
    try:
        return set(holidays.country_holidays(place.country, place.subdivision, years=years))
    except NotImplementedError:
        return set()
