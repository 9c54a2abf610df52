"""Lays a fleet out: which buildings a tenant has, their rooms, loads, meters and sensors."""

from dataclasses import dataclass, replace

from mock_device_api.clock import parse
from mock_device_api.fleet import Building, Device, Fleet, Load, Space, Tenant
from mock_device_api.noise import pick, unit
from mock_device_api.weather import DAY, Station

# W/m² at the typical peak of each appliance; "other" is never metered on its own.
DENSITY: dict[str, dict[str, float]] = {
    "office": {"hvac": 15, "lighting": 8, "plug": 9, "kitchen": 2, "refrigeration": 0.8,
               "hot_water": 1.5, "heater": 2, "other": 2.5},
    "lab": {"hvac": 24, "refrigeration": 5, "lighting": 8, "plug": 15, "hot_water": 2,
            "kitchen": 1, "heater": 2, "other": 5},
    "school": {"hvac": 11, "lighting": 9, "kitchen": 5, "plug": 5, "hot_water": 2,
               "refrigeration": 0.6, "heater": 3, "other": 1.5},
    "hostel": {"hot_water": 7, "kitchen": 6, "plug": 7, "washing_machine": 2.5, "hvac": 5,
               "lighting": 4, "refrigeration": 1, "heater": 3, "other": 1.5},
    "home": {"heater": 9, "washing_machine": 12, "refrigeration": 1.1, "hot_water": 14,
             "lighting": 3, "kitchen": 16, "plug": 4, "other": 1.2},
}  # fmt: skip
# What is metered first when there are few meters; r = a room's meter, the rest are sensors.
ORDER = {
    "office": "hvac lighting plug climate occupancy kitchen refrigeration voltage hot_water heater",
    "lab": "hvac refrigeration plug lighting climate occupancy voltage hot_water kitchen heater",
    "school": "hvac lighting kitchen climate occupancy plug hot_water refrigeration heater voltage",
    "hostel": "hot_water kitchen r r r climate washing_machine occupancy hvac lighting r r r "
    "r r refrigeration voltage heater",
    "home": "heater washing_machine refrigeration climate hot_water kitchen lighting "
    "occupancy plug",
}
SENSORS = {
    "climate": ("Climate", ("temperature_c", "humidity_pct")),
    "occupancy": ("Occupancy", ("occupancy_count",)),
    "voltage": ("Power quality", ("voltage_v", "power_factor")),
}
SHARE = {"hostel": 15, "lab": 11, "office": 10, "school": 10, "home": 7}
NORTHGATE = (
    ("hopkins-hostel", "Hopkins Hostel", "hostel", 1050.0, 1968),
    ("mercer-labs", "Mercer Laboratories", "lab", 5200.0, 1994),
    ("lansdowne-offices", "Lansdowne Offices", "office", 3600.0, 2008),
    ("fairview-school", "Fairview School", "school", 3900.0, 1976),
    ("observatory-offices", "Observatory Offices", "office", 2100.0, 1931),
)
HARBOUR = (
    ("pier-office", "Pier Office", "office", 1500.0, 2003),
    ("mill-lane-4", "4 Mill Lane", "home", 118.0, 1958),
    ("quay-house-2", "Quay House, flat 2", "home", 74.0, 2012),
    ("chapel-row-11", "11 Chapel Row", "home", 96.0, 1904),
    ("tern-close-7", "7 Tern Close", "home", 141.0, 1989),
)
MAKERS = ("Landis", "Kamstrup", "Siemens", "Schneider", "Carlo Gavazzi")


@dataclass(frozen=True)
class Place:
    """Where a tenant is: all that its buildings share."""

    city: str
    country: str
    subdivision: str | None
    timezone: str
    currency: str
    latitude: float
    longitude: float
    region: str


DUBLIN = Place("Dublin", "IE", None, "Europe/Dublin", "EUR", 53.35, -6.26, "IE")
LONDON = Place("London", "GB", "ENG", "Europe/London", "GBP", 51.51, -0.13, "GB")


def lay_out(  # noqa: PLR0913
    *, seed: int, tenants: int, buildings: int, devices: int, days: int, anchor: int
) -> Fleet:
    """A fleet of `tenants` × `buildings` with about `devices` devices in all.

    The same arguments give the same fleet. `days` before `anchor` (epoch seconds, rounded down
    to the UTC day) lies the first reading.
    """
    start = (anchor // DAY - days) * DAY
    made = []
    for number in range(tenants):
        tenant_id = ("northgate", "harbour")[number] if number < 2 else f"tenant-{number + 1}"
        name = {0: "Northgate University", 1: "Harbour Homes"}.get(number, f"Tenant {number + 1}")
        place = (DUBLIN, LONDON)[number % 2]
        kinds = [_kind(number, index) for index in range(buildings)]
        weight = sum(SHARE[kind] for kind in kinds)
        # Two thirds of the devices are the first kind of tenant's, whose buildings are larger.
        shares = [2 if n % 2 == 0 else 1 for n in range(tenants)]
        budget = devices * shares[number] / sum(shares)
        made.append(
            Tenant(
                tenant_id,
                name,
                tuple(
                    _building(seed, tenant_id, place, number, i, budget * SHARE[k] / weight, start)
                    for i, k in enumerate(kinds)
                ),
            )
        )
    return Fleet(seed, start, anchor, tuple(made))


def _kind(tenant: int, index: int) -> str:
    catalogue = (NORTHGATE, HARBOUR)[tenant % 2]
    return catalogue[index % len(catalogue)][2]


def _building(  # noqa: PLR0913, PLR0917
    seed: int, tenant_id: str, place: Place, tenant: int, index: int, budget: float, start: int
) -> Building:
    catalogue = (NORTHGATE, HARBOUR)[tenant % 2]
    slug, name, kind, area, built = catalogue[index % len(catalogue)]
    turn = index // len(catalogue)
    if turn:
        slug, name = f"{slug}-{turn + 1}", f"{name} {turn + 1}"
    building_id = f"{tenant_id}-{slug}"
    area = round(area * pick(0.92, 1.08, seed, building_id, "area"), 1)
    spaces = _spaces(building_id, kind, area)
    beds = sum(space.beds for space in spaces)
    people = {"hostel": beds, "home": 1 + int(area / 38), "school": int(area / 7)}.get(
        kind, int(area / 14)
    )
    capacity = round(area * sum(DENSITY[kind].values()) * 2.6 / 1000, 1)
    building = Building(
        building_id, name, kind, place.country, place.subdivision, place.city, place.timezone,
        place.currency, round(place.latitude + pick(-0.03, 0.03, building_id, "lat"), 4),
        round(place.longitude + pick(-0.04, 0.04, building_id, "lon"), 4), area, built, beds,
        people, capacity,
        Station(f"{place.city.lower()}-weather", place.latitude, place.longitude, seed),
        place.region,
        f"{tenant_id}-{'home' if kind == 'home' else 'business'}", spaces,
    )  # fmt: skip
    return _equip(seed, building, max(1, round(budget)), start)


def _spaces(building_id: str, kind: str, area: float) -> tuple[Space, ...]:
    made: list[Space] = []

    def add(slug: str, name: str, what: str, floor: int, beds: int, share: float) -> None:  # noqa: PLR0913, PLR0917
        space_id = f"{building_id}-{slug}"
        made.append(Space(space_id, building_id, name, what, floor, beds, round(area * share, 1)))

    if kind == "hostel":
        for floor in (1, 2):
            for door in range(1, 5):
                beds = (2, 4, 6)[(floor + door) % 3]
                add(f"{floor}0{door}", f"Room {floor}0{door}", "room", floor, beds, 0.0075 * beds)
        add("kitchen", "Shared kitchen", "kitchen", 0, 0, 0.05)
        add("laundry", "Laundry", "laundry", 0, 0, 0.03)
    elif kind == "home":
        add("living", "Living room", "living_room", 0, 0, 0.3)
        add("kitchen", "Kitchen", "kitchen", 0, 0, 0.2)
        add("bedrooms", "Bedrooms", "bedroom", 1, 0, 0.4)
    else:
        what = {"lab": "laboratory", "school": "classrooms"}.get(kind, "open_plan")
        for floor in range(3):
            add(f"floor-{floor}", f"Floor {floor}", what, floor, 0, 0.27)
        add("canteen", "Canteen", "kitchen", 0, 0, 0.08)
    return tuple(made)


def _equip(seed: int, building: Building, budget: int, start: int) -> Building:
    """Meters and sensors up to the budget; what has no meter of its own stays in the residual."""
    kind, area = building.kind, building.floor_area_m2 or 0.0
    order = ORDER[kind].split()
    wanted = [order[i % len(order)] for i in range(budget - 1)]
    counts = {name: wanted.count(name) for name in set(wanted)}
    rooms = [space for space in building.spaces if space.kind == "room"] or list(building.spaces)
    beds = sum(room.beds for room in rooms) or 1
    loads = [
        Load(name, name, round(area * density / 1000, 3))
        for name, density in DENSITY[kind].items()
        if name not in counts and not (name == "plug" and "r" in counts)
    ]
    main = _device(seed, building, "main", "Main meter", "main_meter", None, start, 0.0)
    devices = [main]
    seen: dict[str, int] = {}
    room_kw = 0.0
    for name in wanted:
        seen[name] = turn = seen.get(name, 0) + 1
        suffix = "" if turn == 1 else f"-{turn}"
        if name in SENSORS:
            space = building.spaces[(turn - 1) % len(building.spaces)]
            device = _device(seed, building, name + suffix, SENSORS[name][0], "sensor", name,
                             start, 0.0, space)  # fmt: skip
        elif name == "r":
            room = rooms[(turn - 1) % len(rooms)]
            again = "" if turn <= len(rooms) else f"-{(turn - 1) // len(rooms) + 1}"
            # Some rooms sleep early, some cook and game: no two use the same for each bed.
            habit = pick(0.6, 1.5, seed, room.space_id, "habit")
            kw = round(area * DENSITY[kind]["plug"] / 1000 * room.beds / beds * habit, 3)
            kw = kw if turn <= len(rooms) else round(kw / 50, 4)
            room_kw += kw
            slug = room.space_id.removeprefix(building.building_id + "-") + again
            device = _device(seed, building, slug, room.name, "sub_meter", "plug", start, kw, room)
        else:
            kw = round(area * DENSITY[kind][name] / 1000 / counts[name], 4)
            title = name.replace("_", " ").capitalize()
            device = _device(
                seed, building, name.replace("_", "-") + suffix, title, "sub_meter", name, start, kw
            )
        devices.append(device)
    if "r" in counts:
        left = area * DENSITY[kind]["plug"] / 1000 - room_kw
        if left > 0:
            loads.append(Load("plug", "plug", round(left, 3)))
    return replace(building, devices=tuple(devices), loads=tuple(loads))


def _device(  # noqa: PLR0913, PLR0917
    seed: int, building: Building, slug: str, title: str, kind: str, what: str | None,
    start: int, peak_kw: float, space: Space | None = None,
) -> Device:  # fmt: skip
    device_id = f"{building.building_id}-{slug}"
    main = kind == "main_meter"
    interval = 30 if building.kind == "home" else 5 if main else 15
    register = (
        (building.kind in ("hostel", "school") or unit(seed, device_id, "kind") < 0.4)
        if (main)
        else what in ("hot_water", "refrigeration")
    )
    if kind == "sensor":
        meter_type, rated, appliance = None, None, None
        measures = SENSORS[str(what)][1]
    else:
        meter_type = "register" if register else "interval"
        rated = building.agreed_capacity_kw if main else max(round(peak_kw * 2.8, 3), 0.05)
        appliance = what
        measures = ("register_kwh", "power_kw") if register else ("energy_kwh",)
        if main:
            measures = (measures[0], "power_kw", "voltage_v", "current_a", "power_factor")
    maker = MAKERS[int(unit(seed, device_id, "maker") * len(MAKERS))]
    before = int(pick(60, 900, seed, device_id, "installed"))
    installed = min(parse("2024-01-01"), start) - before * DAY
    register_max = (999999.0 if main else 99999.0) if meter_type == "register" else None
    return Device(
        device_id, building.building_id, space.space_id if space else None,
        None if main else f"{building.building_id}-main",
        f"{building.name}: {title.lower()}", kind, appliance, meter_type, interval, rated,
        register_max, maker, f"{maker[0]}{int(pick(100, 999, device_id, 'model'))}",
        f"{int(pick(10**7, 10**8, seed, device_id, 'serial'))}", installed, measures,
        int(pick(15, 540, seed, device_id, "delay")), peak_kw,
    )  # fmt: skip
