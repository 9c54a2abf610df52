"""Upgrade: what a plausible efficient replacement of the largest consumers would need.

The energy is measured; what stands there is not known, and it may be efficient already. So the
range is as wide as the sources say, and only appliances with a stated source get one
(docs/recommendations.md names them).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ml.recommendations.finding import Evidence, Finding, Ranges, Reason
from ml.recommendations.measured import Floats, Measured, Meter
from ml.recommendations.set_point import WEATHER_LED

KIND = "upgrade"
MOST = 3
LEAST_SHARE = 0.08  # of the building's energy
FEWEST_DAYS = 42


@dataclass(frozen=True)
class Efficient:
    """What an efficient one saves of what an ordinary one needs, and who says so."""

    what: str
    low: float
    high: float
    source: str


_DOE = "US Department of Energy"
EFFICIENT: dict[str, Efficient] = {
    "hot_water": Efficient(
        "a heat pump water heater in place of an electric element", 0.50, 0.67,
        f"{_DOE}: two to three times as efficient",
    ),
    "heater": Efficient(
        "a heat pump in place of electric heaters", 0.50, 0.75,
        f"{_DOE}: resistance needs at least twice as much; up to 75 % less",
    ),
    "lighting": Efficient(
        "LED in place of fluorescent lights", 0.02, 0.38,
        f"{_DOE}, CALiPER: LED troffers at 102 lm/W against the best fluorescent 100; LED tubes "
        "below 20 W in place of 32 W",
    ),
    "hvac": Efficient(
        "a new cooling and ventilation unit in place of one of ten years", 0.20, 0.40,
        f"{_DOE}: 20 to 40 % of the cooling energy of a ten-year-old air conditioner",
    ),
}  # fmt: skip


def upgrade(m: Measured) -> Iterator[Finding | Reason]:
    """One for each of the largest meters whose appliance has a sourced figure."""
    whole = float(np.nanmean(m.main)) if np.isfinite(m.main).any() else 0.0
    sized = sorted(
        ((float(np.nanmean(meter.energy)), meter) for meter in m.meters
         if np.isfinite(meter.energy).any()), key=lambda pair: -pair[0],
    )[:MOST]  # fmt: skip
    if not sized or whole <= 0:
        yield Reason(KIND, None, "no sub-meter says what the energy goes into")
        return
    for mean, meter in sized:
        if mean < LEAST_SHARE * whole:
            why = f"{100 * mean / whole:.0f} % of the building's energy: too little to gain"
            yield Reason(KIND, meter.device_id, why)
        elif meter.appliance not in EFFICIENT:
            why = f"no stated source for what an efficient {meter.appliance or 'one'} needs"
            yield Reason(KIND, meter.device_id, why)
        else:
            yield _of(m, meter, mean / whole)


def _of(m: Measured, meter: Meter, share: float) -> Finding | Reason:
    days = m.nearly_whole(meter.energy)
    if days.sum() < FEWEST_DAYS:
        return Reason(KIND, meter.device_id, f"{days.sum()} days are known, {FEWEST_DAYS} needed")
    better = EFFICIENT[meter.appliance or ""]
    energy = m.filled(meter.energy)

    def saved(_: Floats, unknown: float) -> Floats:
        # All that is not known is where between the sources' ends this one lies.
        part = better.low + (better.high - better.low) * unknown
        return energy * part

    yearly = float(energy.sum() / days.sum() * 365.25)
    evidence = (
        Evidence("measured, scaled to a year", yearly, "kWh"),
        Evidence("share of the building's energy", 100 * share, "%"),
        Evidence(f"least that the source says is saved ({better.source})", 100 * better.low, "%"),
        Evidence("most that the source says is saved", 100 * better.high, "%"),
        Evidence("days measured", float(days.sum()), "days"),
    )

    def say(found: Ranges) -> str:
        return (
            f"{meter.name} takes {100 * share:.0f} % of the building's energy. If it is not new, "
            f"{better.what} could save {found.kwh.text('kWh')} a year; find out first what stands "
            "there."
        )

    return Finding(
        KIND, meter.device_id, "Replace when it is due", say, evidence,
        "The meter's year after the change against the weather-adjusted baseline of the year "
        "before.",
        saved, days, meter.energy, m.price, m.carbon,
        seasonal=meter.appliance in WEATHER_LED,
    )  # fmt: skip
