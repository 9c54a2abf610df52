"""Which colour group an appliance belongs to, in the order in which the layers are stacked."""

from __future__ import annotations

CATEGORIES: dict[str, tuple[str, ...]] = {
    "rooms": ("rooms", "room", "plug", "plugs", "sockets", "it", "server", "ev_charger"),
    "heat": ("hot_water", "heater", "heating", "heat_pump", "boiler"),
    "kitchen": ("kitchen", "lighting", "light", "refrigeration", "cooking", "oven", "fridge"),
    "cooling": ("hvac", "ventilation", "cooling", "air_conditioning", "chiller", "fan"),
    "process": ("washing_machine", "laundry", "dryer", "dishwasher", "process", "lift", "pump"),
    "other": (),
    "unmetered": ("unmetered",),
}
_OF = {appliance: name for name, members in CATEGORIES.items() for appliance in members}


def category(appliance: str | None) -> str:
    """The colour group; `other` for what is not listed."""
    return _OF.get(appliance or "", "other")
