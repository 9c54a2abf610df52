"""Who is in a building, and when: hours, weekends, holidays of the country, terms, leave."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import numpy as np

from mock_device_api.fleet import Building
from mock_device_api.noise import Floats, Ints, key, normal, smooth
from mock_device_api.weather import DAY, HOUR

WORKDAY, WEEKEND, HOLIDAY = 0, 1, 2
# Share of the people who are in, at each local hour 0..23, on a workday and on a weekend.
_WORK = (
    (.02, .02, .02, .02, .02, .03, .08, .25, .62, .88, .95, .95,
     .80, .85, .93, .90, .78, .48, .22, .12, .08, .05, .03, .02),
    (.02, .02, .02, .02, .02, .02, .02, .03, .05, .08, .10, .10,
     .09, .08, .08, .07, .05, .04, .03, .02, .02, .02, .02, .02),
)  # fmt: skip
_LIVE = (
    (.97, .98, .98, .98, .98, .97, .93, .75, .48, .36, .33, .34,
     .38, .36, .35, .38, .48, .64, .78, .86, .90, .93, .95, .96),
    (.94, .95, .95, .95, .95, .95, .93, .90, .84, .76, .70, .64,
     .62, .58, .56, .58, .64, .72, .78, .82, .84, .87, .90, .92),
)  # fmt: skip
_SCHOOL = (
    (.01, .01, .01, .01, .01, .01, .03, .15, .80, .98, .98, .98,
     .95, .98, .97, .70, .25, .12, .08, .05, .03, .01, .01, .01),
    (.01,) * 9 + (.04, .06, .06, .05, .04, .03) + (.01,) * 9,
)  # fmt: skip
PROFILE = {"office": _WORK, "lab": _WORK, "school": _SCHOOL, "hostel": _LIVE, "home": _LIVE}


@dataclass(frozen=True)
class LocalTime:
    """A building's own clock for each instant."""

    hour: Floats
    day: Ints  # days since 1970-01-01 in local time
    day_kind: Ints  # WORKDAY, WEEKEND, HOLIDAY
    term: Floats  # 1 in term, less outside it


@lru_cache(maxsize=1 << 14)
def offset_at(zone: str, hour: int) -> int:
    """Seconds that the zone is ahead of UTC in the UTC hour with this number since 1970."""
    moment = datetime.fromtimestamp(hour * HOUR, UTC).astimezone(ZoneInfo(zone))
    return int((moment.utcoffset() or timedelta()).total_seconds())


def local_seconds(zone: str, ts: Ints) -> Ints:
    """Local wall-clock seconds since 1970 for each UTC second."""
    if not len(ts):
        return ts
    first, last = int(ts.min()) // HOUR, int(ts.max()) // HOUR
    offsets = np.empty(last - first + 1, dtype=np.int64)
    for begin in range(first, last + 1, 24):
        end = min(begin + 23, last)
        ahead = offset_at(zone, begin)
        if ahead == offset_at(zone, end):
            offsets[begin - first : end - first + 1] = ahead
        else:
            hours = range(begin, end + 1)
            offsets[begin - first : end - first + 1] = [offset_at(zone, hour) for hour in hours]
    return ts + offsets[ts // HOUR - first]


@lru_cache(maxsize=256)
def _holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))


@lru_cache(maxsize=1 << 14)
def day_kind(country: str, subdivision: str | None, day: int) -> int:
    """WORKDAY, WEEKEND or HOLIDAY of a local day (days since 1970)."""
    when = date(1970, 1, 1) + timedelta(days=day)
    if when in _holidays(country, subdivision, when.year):
        return HOLIDAY
    return WEEKEND if when.weekday() >= 5 else WORKDAY


@lru_cache(maxsize=1 << 14)
def term_share(kind: str, day: int) -> float:
    """How full a building is by the academic calendar: 1 in term, less in the holidays."""
    when = date(1970, 1, 1) + timedelta(days=day)
    spot = (when.month, when.day)
    christmas = spot >= (12, 20) or spot <= (1, 6)
    summer_school = (7, 1) <= spot <= (8, 28)
    if kind == "school":
        midterm = (10, 26) <= spot <= (11, 1) or (2, 15) <= spot <= (2, 20)
        easter = (4, 6) <= spot <= (4, 17)
        return 0.05 if christmas or summer_school or midterm or easter else 1.0
    if kind == "hostel":
        # Students go home; in summer guests take some of the beds.
        return 0.25 if christmas else 0.55 if (6, 1) <= spot <= (9, 5) else 1.0
    return 0.45 if christmas else 0.85 if (7, 15) <= spot <= (8, 20) else 1.0


def local_time(building: Building, ts: Ints) -> LocalTime:
    """The building's wall clock and calendar for each instant."""
    seconds = local_seconds(building.timezone, ts)
    day = seconds // DAY
    days, place = np.unique(day, return_inverse=True)
    place_of = (building.country, building.subdivision)
    kinds = np.array([day_kind(*place_of, int(d)) for d in days], dtype=np.int64)
    terms = np.array([term_share(building.kind, int(d)) for d in days])
    return LocalTime((seconds - day * DAY) / HOUR, day, kinds[place], terms[place])


def curve(values: tuple[float, ...], hour: Floats) -> Floats:
    """A daily curve of 24 values, read between the hours, closed over midnight."""
    read: Floats = np.interp(hour, np.arange(25.0), np.array([*values, values[0]]))
    return read


def occupancy(building: Building, seed: int, ts: Ints, local: LocalTime) -> Floats:
    """Share 0..1 of the building's people who are in."""
    work, rest = PROFILE[building.kind]
    share = np.where(local.day_kind == WORKDAY, curve(work, local.hour), curve(rest, local.hour))
    stream = key(seed, building.building_id, "occupancy")
    daily = 1.0 + 0.05 * normal(stream, local.day)
    hourly = 1.0 + 0.06 * smooth(stream ^ 7, ts, 2 * HOUR)
    return np.clip(share * local.term * daily * hourly, 0.0, 1.0)
