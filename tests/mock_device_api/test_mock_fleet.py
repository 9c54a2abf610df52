"""The fleet is believable: what must hold of people, weather, meters, money and mistakes."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_device_api.anomalies import anomalies
from mock_device_api.clock import iso, parse
from mock_device_api.estate import lay_out
from mock_device_api.meters import CHUNK, STEP, UNITS, Simulation
from mock_device_api.occupancy import local_seconds
from mock_device_api.weather import DAY, HOUR, Station
from tests.mock_device_api.mock_server import NOW, fleet_of, simulation

BIG = {"tenants": 2, "buildings": 5, "devices": 90, "days": 60}


def buildings(kind=None):
    physical = simulation(**BIG)
    return [
        b for t in physical.fleet.tenants for b in t.buildings if kind in (None, b.kind)
    ], physical


def quarter_hours(building, physical, days):
    """Main energy in kW by local quarter of an hour, for whole chunks."""
    numbers = range((NOW - days * DAY) // CHUNK, NOW // CHUNK)
    kw = np.concatenate(
        [physical.chunk(building.building_id, n).energy[building.main.device_id] for n in numbers]
    ) * (HOUR / STEP / UNITS)
    ts = numbers[0] * CHUNK + np.arange(len(kw), dtype=np.int64) * STEP
    return kw, local_seconds(building.timezone, ts)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(serve):
    one, same, other = serve(), serve(), serve(seed=8)
    assert one.rows("readings") == same.rows("readings", limit=333)
    assert one.rows("weather") == same.rows("weather")
    assert one.rows("readings") != other.rows("readings")


def test_the_order_of_asking_changes_nothing():
    device = fleet_of().tenants[0].buildings[0].main
    late_first, early_first = Simulation(fleet_of()), Simulation(fleet_of())
    spans = [(NOW - d * DAY, NOW - d * DAY + 7000) for d in (700, 300, 40, 2)]
    one = [late_first.columns(device, *span) for span in spans]
    two = [early_first.columns(device, *span) for span in reversed(spans)]
    for a, b in zip(one, reversed(two), strict=True):
        assert np.array_equal(a.ts, b.ts)
        assert all(np.array_equal(a.values[m], b.values[m]) for m in device.measures)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 30 * DAY), st.integers(0, 30 * DAY))
def test_two_halves_of_a_period_are_the_whole(a, b):
    physical = simulation()
    device = next(d for d in physical.fleet.tenants[0].devices.values() if d.kind == "sub_meter")
    low, high = NOW - 40 * DAY + min(a, b), NOW - 40 * DAY + max(a, b)
    middle = (low + high) // 2
    whole = physical.columns(device, low, high)
    parts = [physical.columns(device, low, middle), physical.columns(device, middle, high)]
    assert np.array_equal(whole.ts, np.concatenate([part.ts for part in parts]))


def test_sub_meters_and_residual_are_the_main_meter_exactly():
    for building in buildings()[0]:
        for number in (NOW // CHUNK - 30, NOW // CHUNK - 1):
            chunk = simulation(**BIG).chunk(building.building_id, number)
            energy = dict(chunk.energy)
            main = energy.pop(building.main.device_id)
            assert np.array_equal(sum(energy.values()) + chunk.residual, main)
            assert (chunk.residual >= 0).all()


def test_what_sub_meters_report_never_exceeds_what_the_main_meter_reports(default_fleet):
    low, high = iso(NOW - 2 * DAY), iso(NOW - DAY)
    rows = default_fleet.rows("readings", limit=5000, updated_since=low, updated_until=high)
    values = defaultdict(dict)
    for row in rows:
        value = row.get("energy_kwh", row.get("register_kwh"))
        if value is not None:
            values[row["device_id"]][parse(row["ts"])] = value
    checked = 0
    for building in default_fleet.fleet.tenant("northgate").buildings:
        subs = [d for d in building.devices if d.kind == "sub_meter"]
        for quarter in range(NOW - 2 * DAY, NOW - DAY - 4 * STEP, STEP):
            main = energy(values[building.main.device_id], building.main, quarter)
            below = sum(energy(values[d.device_id], d, quarter) for d in subs)
            assert below <= main + 1e-6
            checked += 1
    assert checked > 300


def energy(values, device, quarter):
    """Energy of a quarter of an hour, from either kind of meter."""
    if device.meter_type == "register":
        return values[quarter + STEP] - values[quarter]
    return sum(values[ts] for ts in range(quarter, quarter + STEP, device.interval))


def test_homes_peak_in_the_evening_and_rest_at_night():
    found, physical = buildings("home")
    assert len(found) >= 4
    for building in found:
        kw, local = quarter_hours(building, physical, 60)
        hours = np.array([kw[local % DAY // HOUR == h].mean() for h in range(24)])
        assert 17 <= hours.argmax() <= 21, building.building_id
        assert hours.argmin() in (0, 1, 2, 3, 4, 5), building.building_id
        assert hours.max() > 3 * hours.min()


def test_offices_work_by_day_and_rest_on_weekends_and_holidays():
    found, physical = buildings("office")
    for building in found:
        kw, local = quarter_hours(building, physical, 60)
        day, hour = local // DAY, local % DAY / HOUR
        weekday = (day + 3) % 7
        busy = (hour >= 10) & (hour < 16)
        working = kw[busy & (weekday < 5)].mean()
        assert working > 1.8 * kw[busy & (weekday > 5)].mean()
        assert working > 2.5 * kw[(hour < 4)].mean()
    dublin = next(b for b in found if b.country == "IE")
    # Monday 26 October 2026 was a public holiday in Ireland, the Monday before it was not.
    kw, local = quarter_hours(dublin, physical, 40)
    noon = (local % DAY >= 11 * HOUR) & (local % DAY < 15 * HOUR)
    october = parse("2026-10-26") // DAY
    if (local // DAY == october).any():
        assert kw[noon & (local // DAY == october)].mean() < 0.6 * (
            kw[noon & (local // DAY == october - 7)].mean()
        )


def test_a_day_of_changing_clocks_has_23_or_25_hours_and_people_keep_their_own_time():
    for begins, hours in (("2026-03-29T00:00:00Z", 23), ("2026-10-24T23:00:00Z", 25)):
        low = parse(begins)
        ts = np.arange(low, low + hours * HOUR, HOUR, dtype=np.int64)
        local = local_seconds("Europe/Dublin", ts)
        assert len(set((local // DAY).tolist())) == 1
        after = local_seconds("Europe/Dublin", ts + hours * HOUR)
        assert after[0] // DAY == local[0] // DAY + 1
        assert after[0] % DAY == 0 == local[0] % DAY
    found, physical = buildings("office")
    for building in found:
        kw, local = quarter_hours(building, physical, 60)
        change = parse("2026-10-25") // DAY
        for side in ((local // DAY < change), (local // DAY > change)):
            weekday = ((local // DAY + 3) % 7 < 5) & side
            if weekday.sum() < 300:
                continue
            by = [kw[weekday & (local % DAY // HOUR == h)].mean() for h in range(24)]
            rise = np.diff(by)
            assert int(rise.argmax()) + 1 in (7, 8, 9), building.building_id


def test_about_one_device_day_in_twenty_is_anomalous_and_labelled():
    fleet = fleet_of(**BIG)
    touched = total = 0
    kinds = set()
    for tenant in fleet.tenants:
        for device in tenant.devices.values():
            if device.kind == "sensor":
                continue
            days = set()
            for found in anomalies(device, fleet.seed, NOW - 700 * DAY, NOW):
                kinds.add(found.kind)
                days.update(range(found.start // DAY, (found.end - 1) // DAY + 1))
                if found.kind == "spike":
                    assert 2 <= found.factor <= 3.5
            touched += len([d for d in days if NOW // DAY - 700 <= d < NOW // DAY])
            total += 700
    assert kinds == {"spike", "night_load", "stuck", "level_shift", "drop"}
    assert 0.04 < touched / total < 0.06


def test_a_labelled_anomaly_is_in_the_readings(default_fleet):
    found = default_fleet.truth("anomalies", tenant_id="northgate")
    assert found
    fleet = default_fleet.fleet
    physical = simulation(**BIG)
    stuck = [a for a in found if a["kind"] == "stuck" and a["end"] < iso(NOW)]
    assert stuck
    for label in stuck:
        device = fleet.tenant("northgate").devices[label["device_id"]]
        low, high = max(parse(label["start"]), fleet.start), parse(label["end"])
        columns = physical.columns(device, low, high - device.interval)
        others = [
            a for a in found
            if a["device_id"] == device.device_id and a != label
            and a["start"] < label["end"] and a["end"] > label["start"]
        ]  # fmt: skip
        outage = [a for a in found if a["kind"] == "drop" and a["device_id"].endswith("-main")]
        clear = not any(a["start"] < label["end"] and a["end"] > label["start"] for a in outage)
        if not others and clear and device.meter_type == "interval":
            assert len(set(columns.values["energy_kwh"].tolist())) == 1


def test_registers_only_rise_and_agree_with_the_energy():
    physical = simulation(**BIG)
    registers = [
        d for t in physical.fleet.tenants for d in t.devices.values() if d.meter_type == "register"
    ]
    assert len(registers) >= 5
    for device in registers[:8]:
        columns = physical.columns(device, NOW - 20 * DAY, NOW)
        dial = columns.values["register_kwh"]
        assert (dial >= 0).all()
        assert (dial < device.register_max_kwh).all()
        rise = np.diff(dial)
        # A register that is full starts from 0 again.
        rise = np.where(rise < 0, rise + device.register_max_kwh, rise)
        power = columns.values["power_kw"][:-1] * device.interval / HOUR
        assert np.abs(rise - power).max() < 1e-3


def test_both_kinds_of_meter_and_all_kinds_of_sensors_are_there():
    fleet = fleet_of(**BIG)
    devices = [d for t in fleet.tenants for d in t.devices.values()]
    assert 80 <= len(devices) <= 100
    assert {d.meter_type for d in devices if d.kind == "main_meter"} == {"interval", "register"}
    measured = {m for d in devices for m in d.measures}
    assert {
        "temperature_c",
        "humidity_pct",
        "occupancy_count",
        "voltage_v",
        "power_factor",
    } <= measured
    hostel = next(b for t in fleet.tenants for b in t.buildings if b.kind == "hostel")
    assert {s.beds for s in hostel.spaces if s.kind == "room"} == {2, 4, 6}
    ids = [d.device_id for d in devices]
    assert len(set(ids)) == len(ids)


def test_no_room_of_the_usual_fleet_is_without_its_meter():
    (hostel,), _ = buildings("hostel")
    rooms = {s.space_id: s for s in hostel.spaces if s.kind == "room"}
    metered = {d.space_id: d for d in hostel.devices if d.appliance == "plug"}
    assert set(metered) == set(rooms)
    a_bed = [metered[room].peak_kw / rooms[room].beds for room in rooms]
    assert max(a_bed) > 1.5 * min(a_bed), "rooms have habits of their own"
    assert 15 < hostel.floor_area_m2 / hostel.beds < 60, "m² a bed, as hostels are built"


@pytest.mark.parametrize("devices", [1, 7, 400])
@pytest.mark.parametrize("tenants", [1, 3])
def test_any_number_of_devices_can_be_laid_out(devices, tenants):
    fleet = lay_out(seed=1, tenants=tenants, buildings=6, devices=devices, days=3, anchor=NOW)
    ids = [d.device_id for t in fleet.tenants for d in t.devices.values()]
    assert len(set(ids)) == len(ids)
    assert all(b.main for t in fleet.tenants for b in t.buildings)
    spaces = [s.space_id for t in fleet.tenants for b in t.buildings for s in b.spaces]
    assert len(set(spaces)) == len(spaces)
    assert len(ids) >= max(min(devices, 400) * 0.8, tenants * 6 if devices < 30 else 0)


def test_weather_has_seasons_nights_and_a_sun():
    station = Station("x", 53.3, -6.2, 7)
    winter = np.arange(parse("2026-01-05"), parse("2026-01-25"), HOUR, dtype=np.int64)
    summer = np.arange(parse("2026-07-05"), parse("2026-07-25"), HOUR, dtype=np.int64)
    assert station.temperature(summer).mean() > station.temperature(winter).mean() + 6
    light = station.irradiance(summer)
    assert light[summer % DAY == 0].max() < 5
    assert light[summer % DAY == 12 * HOUR].mean() > 200
    assert light.max() < 1100
    assert station.irradiance(winter).sum() < 0.3 * light.sum()


def test_a_forecast_knows_less_the_further_it_looks():
    station = Station("x", 53.3, -6.2, 7)
    errors = defaultdict(list)
    for issued in range(NOW - 60 * DAY, NOW, 6 * HOUR):
        ts = issued + np.arange(72, dtype=np.int64) * HOUR
        miss = station.forecast(issued, ts).temperature_c - station.observed(ts).temperature_c
        for band in range(3):
            errors[band] += np.abs(miss[band * 24 : band * 24 + 24]).tolist()
    means = [np.mean(errors[band]) for band in range(3)]
    assert means[0] < means[1] < means[2]
    assert means[0] < 1.0


def test_tariffs_price_every_hour_and_change_inside_the_history(default_fleet):
    rows = default_fleet.truth("tariffs", tenant_id="northgate")
    versions = defaultdict(list)
    for row in rows:
        versions[row["tariff_id"], row["valid_from"], row["valid_to"]].append(row)
    for windows in versions.values():
        for day_class in ("workday", "weekend"):
            hours = sorted(
                hour
                for w in windows
                if w["day_class"] in ("all", day_class)
                for hour in range(w["start_hour"], w["end_hour"])
            )
            assert hours == list(range(24))
    changes = {row["valid_from"] for row in rows}
    start, now = iso(default_fleet.fleet.start)[:10], iso(NOW)[:10]
    assert any(start < change <= now for change in changes)
    assert sum(row["valid_to"] is None for row in rows) < len(rows)


def test_some_bills_are_estimated_and_some_wrong_and_the_truth_knows_which(serve):
    here = serve(tenants=2, buildings=5, devices=20, days=330)
    bills = [b for t in ("northgate", "harbour") for b in here.truth("bills", tenant_id=t)]
    assert len(bills) > 80
    served = [b for t in ("northgate", "harbour") for b in here.rows("bills", t)]
    assert all("true_energy_kwh" not in bill and "wrong" not in bill for bill in served)
    assert 0.03 < sum(b["estimated"] for b in bills) / len(bills) < 0.3
    assert {b["wrong"] for b in bills} == {None, "energy", "amount"}
    for bill in bills:
        right = abs(bill["energy_kwh"] - bill["true_energy_kwh"]) < 0.06
        assert right == (bill["wrong"] != "energy" and not bill["estimated"])


def test_the_grid_is_dearest_and_dirtiest_in_the_evening(default_fleet):
    rows = default_fleet.rows("grid", limit=5000)
    price, carbon = defaultdict(list), defaultdict(list)
    for row in rows:
        price[row["ts"][11:13]].append(row["price_per_kwh"])
        carbon[row["ts"][11:13]].append(row["carbon_kg_per_kwh"])
    means = {hour: np.mean(values) for hour, values in price.items()}
    assert max(means, key=means.get) in ("17", "18")
    assert np.mean(carbon["18"]) > np.mean(carbon["03"])
