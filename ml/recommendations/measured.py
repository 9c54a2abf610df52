"""What was measured of one building, as arrays on its hours: all that a recommendation may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bigquery.errors import PowerlyticsError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]

LIVED_IN = frozenset({"home", "hostel", "hotel", "hospital", "residence", "flat", "house"})
MOST_UNKNOWN = 4  # hours of a day
WHOLE_YEAR = 46  # weeks with a day that could be looked at: from here on every season was seen


@dataclass(frozen=True)
class Facts:
    """What the source says of the building; None is not known."""

    tenant_id: str
    building_id: str
    name: str
    kind: str | None
    timezone: str
    currency: str | None
    floor_area_m2: float | None
    agreed_capacity_kw: float | None

    @property
    def lived_in(self) -> bool:
        """People sleep here, so it is never closed."""
        return self.kind in LIVED_IN


@dataclass(frozen=True, eq=False)
class Meter:
    """A sub-meter directly below the main meter, or the building as a whole (device_id None).

    energy: (hours,) kWh, NaN unknown.
    """

    device_id: str | None
    name: str
    appliance: str | None
    energy: Floats


@dataclass(frozen=True, eq=False)
class Measured:
    """One building over its local days. Every array but ``days`` is (hours,); NaN is unknown."""

    facts: Facts
    date: Dates  # local day in which the hour begins
    hour: Ints  # local hour, 0 to 23
    holiday: Bools
    main: Floats  # kWh of the main meters that stood in the hour, together
    meters: tuple[Meter, ...]
    price: Floats  # money per kWh
    carbon: Floats  # kg CO2e per kWh
    temperature: Floats  # outside, °C
    people: Floats  # in the building, by its sensors
    currency: str | None

    @property
    def whole(self) -> Meter:
        """The building as a whole: its main meters."""
        return Meter(None, self.facts.name, None, self.main)

    @cached_property
    def days(self) -> Dates:
        """The local days, in order, once each."""
        return np.unique(self.date)

    @cached_property
    def day(self) -> Ints:
        """Place of each hour's day in ``days``."""
        return np.searchsorted(self.days, self.date).astype(np.int64)

    @cached_property
    def rest_day(self) -> Bools:
        """(days,) Saturday, Sunday or a holiday."""
        weekday = (self.days.astype("datetime64[D]").astype(np.int64) + 3) % 7
        closed = np.zeros(len(self.days), dtype=bool)
        closed[self.day[self.holiday]] = True
        return (weekday >= 5) | closed

    @cached_property
    def holidays(self) -> Bools:
        """(days,) a public holiday from Monday to Friday."""
        weekday = (self.days.astype("datetime64[D]").astype(np.int64) + 3) % 7
        closed = np.zeros(len(self.days), dtype=bool)
        closed[self.day[self.holiday]] = True
        return closed & (weekday < 5)

    @cached_property
    def week(self) -> Ints:
        """(days,) number of the 7-day block of each day, counted from the first."""
        age = (self.days - self.days[0]).astype("timedelta64[D]").astype(np.int64)
        return np.unique(age // 7, return_inverse=True)[1].astype(np.int64)

    def every_season(self, days: Bools) -> bool:
        """Whether ``days`` (days,) lie in so many weeks that no season is missing."""
        return len(np.unique(self.week[days])) >= WHOLE_YEAR

    @cached_property
    def yearly_kwh(self) -> float:
        """What the building uses a year, from the known hours."""
        return float(np.nanmean(self.main) * 8766) if np.isfinite(self.main).any() else 0.0

    def of_days(self, values: Floats) -> Floats:
        """(days,) sums of hourly values; NaN where more than MOST_UNKNOWN hours are unknown.

        Fewer are filled by the usual shape of a day of its kind, so that a lost hour costs no day.
        """
        known = np.isfinite(values)
        usual = self._usual(values)
        total = self._by_day(np.where(known, values, 0.0))
        share = self._by_day(np.where(known, usual, 0.0)) / np.maximum(self._by_day(usual), 1e-12)
        return np.where(self.nearly_whole(values), total / np.maximum(share, 1e-12), np.nan)

    def nearly_whole(self, values: Floats) -> Bools:
        """(days,) at most MOST_UNKNOWN hours are unknown. 23 hours are a day when clocks change."""
        there = np.bincount(self.day, minlength=len(self.days))
        known = self._by_day(np.isfinite(values))
        return np.asarray((there >= 23) & (known >= there - MOST_UNKNOWN))

    def filled(self, values: Floats) -> Floats:
        """(hours,) the known values, raised so that each nearly whole day has its whole sum."""
        known = np.where(np.isfinite(values), values, 0.0)
        total = self._by_day(known)
        whole = np.nan_to_num(self.of_days(values))
        return known * np.where(total > 0, whole / np.where(total > 0, total, 1.0), 0.0)[self.day]

    def _usual(self, values: Floats) -> Floats:
        """(hours,) mean of the same hour on workdays or days of rest, at least a little."""
        place = self.rest_day[self.day] * 24 + self.hour
        known = np.isfinite(values)
        total = np.bincount(place[known], weights=values[known], minlength=48)
        mean = total / np.maximum(np.bincount(place[known], minlength=48), 1)
        usual: Floats = np.maximum(mean, 1e-9)[place]
        return usual

    def _by_day(self, values: Floats | Bools) -> Floats:
        weights = values.astype(np.float64)
        return np.bincount(self.day, weights=weights, minlength=len(self.days)).astype(np.float64)

    def daily_mean(self, values: Floats) -> Floats:
        """(days,) means of the known hours; NaN where less than 20 are known."""
        total = np.bincount(self.day, weights=np.nan_to_num(values), minlength=len(self.days))
        known = np.bincount(self.day, weights=np.isfinite(values), minlength=len(self.days))
        return np.where(known >= 20, total / np.maximum(known, 1), np.nan)

    def clock(self, values: Floats) -> Floats:
        """(days, 24) by local hour: the mean where the clock shows an hour twice, else NaN."""
        place = self.day * 24 + self.hour
        known = np.isfinite(values)
        cells = len(self.days) * 24
        total = np.bincount(place[known], weights=values[known], minlength=cells)
        count = np.bincount(place[known], minlength=cells)
        mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        return mean.reshape(len(self.days), 24)


Column: TypeAlias = "pa.ChunkedArray[Any]"


def measured_of(
    building: pa.Table, devices: pa.Table, conditions: pa.Table, hours: pa.Table
) -> Measured:
    """The rows of advice_building, advice_devices, advice_conditions and advice_hours as arrays.

    All four are of one building; a building without any hour gives empty arrays. Raises
    PowerlyticsError when there is none or more than one.
    """
    if building.num_rows != 1:
        raise PowerlyticsError(f"{building.num_rows} buildings: ask for the advice of exactly one")
    facts = building.to_pylist()[0]
    ts = _hour_numbers(conditions["ts"])
    order = np.argsort(ts, kind="stable")
    ts = ts[order]
    of = _by_device(hours)
    unknown = np.full(len(ts), np.nan)
    rows = [(row, of[row["device_id"]]) for row in devices.to_pylist() if row["device_id"] in of]
    mains = [part for row, part in rows if row["kind"] == "main_meter"]
    currencies = set(conditions["currency"].to_pylist()) - {None}

    def column(name: str) -> Floats:
        return _floats(conditions[name])[order]

    return Measured(
        facts=Facts(**{name: facts[name] for name in Facts.__dataclass_fields__}),
        date=conditions["local_date"].to_numpy().astype("datetime64[D]")[order],
        hour=conditions["local_hour"].to_numpy().astype(np.int64)[order],
        holiday=conditions["is_holiday"].to_numpy(zero_copy_only=False).astype(bool)[order],
        main=_together(mains, ts),
        meters=tuple(
            Meter(row["device_id"], row["name"], row["appliance"], _together([part], ts))
            for row, part in rows
            if row["kind"] == "sub_meter"
        ),
        # Money of two currencies has no sum: then there is no price.
        price=column("price_per_kwh") if len(currencies) < 2 else unknown,
        carbon=column("carbon_kg_per_kwh"),
        temperature=column("outdoor_temperature_c"),
        people=column("occupancy_count"),
        currency=currencies.pop() if len(currencies) == 1 else facts["currency"],
    )


def _by_device(hours: pa.Table) -> dict[str, pa.Table]:
    ids = [str(each) for each in pc.unique(hours["device_id"]).to_pylist()]
    return {each: hours.filter(pc.equal(hours["device_id"], pa.scalar(each))) for each in ids}


def _together(meters: Sequence[pa.Table], ts: Ints) -> Floats:
    """Energy of meters together on the building's hours; NaN where one is NULL, or none has a row.

    A meter has no row before it was there, nor once it was removed: then the others are the whole.
    """
    total, rows = np.zeros(len(ts)), np.zeros(len(ts), dtype=np.int64)
    for part in meters:
        at = _hour_numbers(part["ts"])
        inside = np.isin(at, ts)
        place = np.searchsorted(ts, at[inside])
        total[place] += _floats(part["energy_kwh"])[inside]
        rows[place] += 1
    return np.where(rows > 0, total, np.nan)


def _hour_numbers(column: Column) -> Ints:
    seconds: Ints = column.to_numpy().astype("datetime64[s]").astype(np.int64)
    return seconds // 3600


def _floats(column: Column) -> Floats:
    return column.cast(pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
