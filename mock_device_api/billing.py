"""Tariffs with their validity, and the monthly bills: some estimated, some wrong on purpose."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np

from mock_device_api.clock import iso
from mock_device_api.feed import Entry, Payload
from mock_device_api.fleet import Building, Tenant
from mock_device_api.meters import CHUNK, STEP, UNITS, Simulation
from mock_device_api.noise import pick, unit
from mock_device_api.occupancy import local_seconds, local_time
from mock_device_api.records import stamped
from mock_device_api.weather import DAY, HOUR

# (day_class, start_hour, end_hour, price of the business tariff relative to its day price)
BUSINESS = (
    ("workday", 0, 7, 0.58), ("workday", 7, 17, 1.0), ("workday", 17, 20, 1.62),
    ("workday", 20, 24, 0.92), ("weekend", 0, 8, 0.55), ("weekend", 8, 24, 0.80),
)  # fmt: skip
HOME = (("all", 0, 7, 0.55), ("all", 7, 16, 1.0), ("all", 16, 20, 1.35), ("all", 20, 24, 1.0))


def _months(start: int, end: int) -> Iterator[date]:
    """The first of each month from the month of `start` to that of `end`."""
    when = datetime.fromtimestamp(start, UTC).date().replace(day=1)
    while when <= datetime.fromtimestamp(end, UTC).date():
        yield when
        when = (when + timedelta(days=32)).replace(day=1)


def _second(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def tariff_versions(start: int, end: int) -> list[date]:
    """The days on which tariffs change: the first of each even month, from before `start`."""
    return [day for day in _months(start - 70 * DAY, end + 70 * DAY) if day.month % 2 == 0]


def prices(building: Building, seed: int, version: date) -> list[tuple[str, int, int, float]]:
    """The windows of a building's tariff in a version: day class, hours, price per kWh."""
    home = building.tariff_id.endswith("-home")
    drift = pick(0.93, 1.09, seed, building.tariff_id, version.isoformat())
    day = (0.286 if home else 0.212) * drift
    return [(c, a, b, round(day * share, 4)) for c, a, b, share in (HOME if home else BUSINESS)]


def standing(building: Building) -> float:
    """Standing charge per day."""
    return 0.61 if building.tariff_id.endswith("-home") else 3.85


def tariffs(tenant: Tenant, seed: int, start: int, end: int) -> Iterator[Entry]:
    """Each version of each tariff, told 14 days ahead; the one before is then given its end."""
    versions = tariff_versions(start, end)
    for building in {b.tariff_id: b for b in tenant.buildings}.values():
        for number, version in enumerate(versions):
            told = _second(version) - 14 * DAY
            yield from _windows(building, seed, version, None, told)
            if number + 1 < len(versions):
                following = versions[number + 1]
                yield from _windows(
                    building, seed, version, following, _second(following) - 14 * DAY
                )


def _windows(
    building: Building, seed: int, version: date, until: date | None, told: int
) -> Iterator[Entry]:
    what = "Home" if building.tariff_id.endswith("-home") else "Business"
    for day_class, first, last, price in prices(building, seed, version):
        payload: Payload = {
            "tariff_id": building.tariff_id,
            "name": f"{what} time of use",
            "valid_from": version.isoformat(),
            "valid_to": None if until is None else until.isoformat(),
            "day_class": day_class,
            "start_hour": first,
            "end_hour": last,
            "price_per_kwh": price,
            "standing_charge_per_day": standing(building),
            "currency": building.currency,
        }
        place = (building.tariff_id, version.isoformat(), day_class, first)
        yield stamped(told, place, payload)


def bills(
    tenant: Tenant, simulation: Simulation, start: int, end: int
) -> Iterator[tuple[Entry, Payload]]:
    """Each month's bill of each building, five days after the month; beside it what is true:
    the real energy and amount, and what is wrong with the bill (None, or a word)."""
    months = [month for month in _months(start, end) if _second(month) >= start]
    versions = tariff_versions(start, end)
    for building in tenant.buildings:
        for month, following in pairwise(months):
            issued = _second(following) + 5 * DAY + 9 * HOUR
            if issued <= end:
                yield _bill(building, simulation, month, following, issued, versions)


def _bill(  # noqa: PLR0913, PLR0917
    building: Building, simulation: Simulation, month: date, following: date, issued: int,
    versions: list[date],
) -> tuple[Entry, Payload]:  # fmt: skip
    seed = simulation.fleet.seed
    low, high = _second(month) - DAY, _second(following) + DAY
    ts = np.arange(low // STEP * STEP, high, STEP, dtype=np.int64)
    chunks = range(int(ts[0]) // CHUNK, int(ts[-1]) // CHUNK + 1)
    main = building.main.device_id
    energy = np.concatenate(
        [simulation.chunk(building.building_id, n).energy[main] for n in chunks]
    )
    units = energy[(ts - chunks[0] * CHUNK) // STEP]
    local = local_seconds(building.timezone, ts)
    inside = (local >= _second(month)) & (local < _second(following))
    clock = local_time(building, ts)
    version = max((v for v in versions if v <= month), default=versions[0])
    weekday = (clock.day + 3) % 7 < 5  # a tariff knows no holidays
    price = np.zeros(len(ts))
    for day_class, first, last, cost in prices(building, seed, version):
        of_class = {
            "all": np.ones(len(ts), dtype=bool),
            "workday": weekday,
            "weekend": ~weekday,
        }[day_class]
        price = np.where(of_class & (clock.hour >= first) & (clock.hour < last), cost, price)
    kwh = int(units[inside].sum()) / UNITS
    days = (following - month).days
    amount = float((units[inside] * price[inside]).sum()) / UNITS + days * standing(building)
    bill_id = f"{building.building_id}-{month:%Y-%m}"
    luck = unit(seed, bill_id)
    estimated = luck < 0.15
    wrong = None
    billed, charged = kwh, amount
    if estimated:
        share = pick(0.82, 1.2, seed, bill_id, "estimate")
        billed, charged = kwh * share, amount * share
    elif luck < 0.23:
        wrong, billed, charged = "energy", kwh * 1.37, amount * 1.37
    elif luck < 0.29:
        wrong, charged = "amount", amount * 1.18
    payload: Payload = {
        "bill_id": bill_id,
        "building_id": building.building_id,
        "period_start": month.isoformat(),
        "period_end": following.isoformat(),
        "energy_kwh": round(billed, 1),
        "amount": round(charged, 2),
        "currency": building.currency,
        "estimated": estimated,
        "issued_at": iso(issued),
    }
    truth: Payload = {
        "bill_id": bill_id,
        "true_energy_kwh": round(kwh, 4),
        "true_amount": round(amount, 4),
        "wrong": wrong,
    }
    return stamped(issued, (bill_id,), payload), truth
