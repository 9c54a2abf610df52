"""Eight small tables of an energy site, with the rows that break translators.

NULL, NaN, infinities, -0.0, negatives, the days when clocks change (Dublin, Lord Howe), zones off
the hour (Kolkata, Kathmandu), times before 1970 and with microseconds, texts that are empty or hold
quotes, backslashes, percent signs and underscores, NUMERIC with nine decimals.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

UTC = dt.UTC
NAN, INF = float("nan"), float("inf")

TABLES: dict[str, dict[str, str]] = {
    "readings": {
        "id": "INT64",
        "device_id": "STRING",
        "ts": "TIMESTAMP",
        "kwh": "FLOAT64",
        "kw": "FLOAT64",
        "register": "NUMERIC",
        "quality": "STRING",
        "local_ts": "DATETIME",
        "raw": "BYTES",
    },
    "devices": {
        "device_id": "STRING",
        "building_id": "STRING",
        "name": "STRING",
        "kind": "STRING",
        "tags": "ARRAY<STRING>",
        "spec": "STRUCT<maker STRING, rated_kw FLOAT64, firmware STRUCT<major INT64, minor INT64>>",
        "channels": "ARRAY<STRUCT<ch INT64, label STRING, kwh FLOAT64>>",
        "installed": "DATE",
        "serial": "STRING",
    },
    "buildings": {
        "building_id": "STRING",
        "name": "STRING",
        "city": "STRING",
        "timezone": "STRING",
        "area": "NUMERIC",
        "opened": "DATE",
        "opens": "TIME",
        "lat": "FLOAT64",
        "lon": "FLOAT64",
    },
    "tariffs": {
        "tariff_id": "STRING",
        "building_id": "STRING",
        "name": "STRING",
        "price": "NUMERIC",
        "start_hour": "INT64",
        "end_hour": "INT64",
        "valid_from": "DATE",
        "valid_to": "DATE",
    },
    "weather": {
        "station": "STRING",
        "ts": "TIMESTAMP",
        "temp": "FLOAT64",
        "wind": "FLOAT64",
        "humidity": "INT64",
    },
    "grid": {
        "region": "STRING",
        "ts": "TIMESTAMP",
        "price": "NUMERIC",
        "carbon": "FLOAT64",
    },
    "bills": {
        "bill_id": "INT64",
        "building_id": "STRING",
        "period_start": "DATE",
        "period_end": "DATE",
        "amount": "NUMERIC",
        "kwh": "FLOAT64",
        "estimated": "BOOL",
        "note": "STRING",
    },
    "events": {
        "event_id": "INT64",
        "device_id": "STRING",
        "occurred": "TIMESTAMP",
        "kind": "STRING",
        "payload": "JSON",
        "body": "STRING",
        "codes": "ARRAY<INT64>",
    },
}


def at(text: str) -> dt.datetime:
    """An instant from an ISO text, UTC unless it says otherwise."""
    value = dt.datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _readings() -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []

    def add(
        device: str,
        ts: str | None,
        kwh: float | None,
        kw: float | None,
        register: str | None,
        quality: str | None,
        raw: bytes | None = b"",
    ) -> None:
        instant = at(ts) if ts else None
        local = instant.replace(tzinfo=None) if instant else None
        number = Decimal(register) if register is not None else None
        rows.append((len(rows) + 1, device, instant, kwh, kw, number, quality, local, raw))

    start = at("2025-10-25T22:00:00")
    for i in range(9):  # the night the clocks go back in Dublin
        kwh = [1.5, 1.25, 0.1, 0.2, 0.30000000000000004, 2.0, 4.75, -0.5, 3.0][i]
        add(
            "d-main",
            (start + dt.timedelta(minutes=45 * i)).isoformat(),
            kwh,
            kwh * 4,
            f"{1000 + i * 2}.{i}5",
            "metered" if i % 3 else "estimated",
            bytes([i, 255 - i]),
        )
    spring = at("2025-03-30T00:00:00")
    for i in range(5):  # and forward
        add(
            "d-hvac",
            (spring + dt.timedelta(minutes=30 * i)).isoformat(),
            2.5 * i,
            10.0 * i,
            f"{i}.123456789",
            "metered",
            b"\x00\x01\xfe",
        )
    for ts, kwh in [
        ("2025-04-05T14:15:00", 0.5),
        ("2025-04-05T14:45:00", 0.75),
        ("2025-04-05T15:15:00", 1.0),
        ("2025-10-04T15:20:00", 2.0),
        ("2025-10-04T15:40:00", 2.25),
    ]:  # Lord Howe moves by half an hour
        add("d-howe", ts, kwh, kwh * 2, "7", "metered", None)
    for ts, kwh in [
        ("2026-01-01T18:20:00.123456", 5.0),
        ("2026-01-01T18:29:59.999999", 6.5),
        ("2026-01-01T18:30:00", 7.0),
        ("2025-12-31T18:14:59", 8.0),
        ("2025-12-31T18:15:00", 9.5),
        ("2024-12-29T23:59:59", 10.0),
        ("2024-12-30T00:00:00", 11.0),
        ("2026-01-03T12:00:00.5", None),
    ]:
        add("d-ktm", ts, kwh, None if kwh is None else kwh / 3, "-12.345678901", "metered", b"ktm")
    add("d-odd", "1969-12-31T23:59:59.500000", NAN, 1.0, "-0.000000001", "suspect_range")
    add("d-odd", "1969-12-31T23:59:58.999999", INF, -1.0, "99999999999999999999.999999999", "")
    add("d-odd", "1969-06-30T12:34:56.789012", -INF, 0.0, "0", None)
    add("d-odd", "1970-01-01T00:00:00", -0.0, -0.0, "0.5", "suspect_stuck")
    add("d-odd", "2024-02-29T23:59:59.999999", None, NAN, None, "100%_sure")
    add("d-odd", "2000-01-01T00:00:00", 1e21, 1e-7, "1.5", "a\\b")
    add("d-odd", "2000-01-01T00:00:00.000001", 123456789.125, 1e15, "2.5", "it's")
    add("d-odd", None, -7.5, 0.1, "-2.5", "metered", None)
    add("d-odd", "2025-06-15T11:59:59.999", 2.5, -2.5, "-1.5", "METERED", b"\xff")
    add("d-odd", "2025-06-15T12:00:00", 3.5, -0.5, "123.456", "metered ", b"caf\xc3\xa9")
    return rows


def _weather() -> list[tuple[Any, ...]]:
    start, rows = at("2025-10-25T21:00:00"), []
    for i in range(8):
        temp = [9.5, 8.25, NAN, 7.0, None, -0.0, -2.5, 11.125][i]
        rows.append(("dub", start + dt.timedelta(hours=i), temp, 3.0 + i / 3, 60 + i * 5 % 17))
    rows += [
        ("ktm", at("2026-01-01T18:15:00"), 4.5, 0.0, 91),
        ("ktm", at("2026-01-01T19:15:00"), INF, None, None),
        ("solo", at("1969-07-20T20:17:40"), 21.0, 1.0, 40),
    ]
    return rows


def _grid() -> list[tuple[Any, ...]]:
    start = at("2025-10-25T22:00:00")
    prices = ["0.123456789", "0.25", "-0.05", "0", "1.005", "0.3", None, "0.300000001"]
    rows: list[tuple[Any, ...]] = [
        ("IE", start + dt.timedelta(hours=i), Decimal(p) if p is not None else None, 0.1 * i)
        for i, p in enumerate(prices)
    ]
    rows += [
        ("NP", at("2026-01-01T18:15:00"), Decimal("12.5"), None),
        ("NP", at("2026-01-01T19:15:00"), Decimal("7.75"), 0.7),
    ]
    return rows


ROWS: dict[str, list[tuple[Any, ...]]] = {
    "readings": _readings(),
    "devices": [
        (
            "d-main",
            "b-1",
            "Main meter",
            "main_meter",
            ["main", "billing", "eu"],
            {"maker": "Itron", "rated_kw": 50.0, "firmware": {"major": 2, "minor": 10}},
            [
                {"ch": 1, "label": "L1", "kwh": 1.5},
                {"ch": 2, "label": "L2", "kwh": 2.5},
                {"ch": 3, "label": None, "kwh": None},
            ],
            dt.date(2020, 2, 29),
            "SN-0001",
        ),
        (
            "d-hvac",
            "b-1",
            "HVAC 100%",
            "sub_meter",
            ["hvac"],
            {"maker": "ABB", "rated_kw": 12.5, "firmware": {"major": 1, "minor": 9}},
            [{"ch": 1, "label": "L1", "kwh": -0.0}],
            dt.date(2019, 12, 31),
            "sn_0002",
        ),
        (
            "d-howe",
            "b-2",
            'Lord O\'Howe "meter"',
            "main_meter",
            [],
            {"maker": None, "rated_kw": None, "firmware": None},
            [],
            dt.date(2021, 1, 3),
            "0042",
        ),
        (
            "d-ktm",
            "b-3",
            "काठमाडौं मिटर",
            "main_meter",
            ["main", "asia", "main"],
            {"maker": "Siemens", "rated_kw": 7.25, "firmware": {"major": 10, "minor": 0}},
            [{"ch": 2, "label": "B", "kwh": 10.0}, {"ch": 1, "label": "A", "kwh": 0.25}],
            dt.date(1969, 12, 29),
            "  pad  ",
        ),
        (
            "d-odd",
            "b-4",
            "back\\slash_Straße",
            "sensor",
            ["x%", "y_z", ""],
            {"maker": "", "rated_kw": NAN, "firmware": {"major": None, "minor": 1}},
            None,
            None,
            "Ünï-⚡",
        ),
        ("d-idle", None, "", "sub_meter", None, None, [], dt.date(2024, 2, 29), None),
    ],
    "buildings": [
        (
            "b-1",
            "Hopkins Hostel",
            "Dublin",
            "Europe/Dublin",
            Decimal("1234.567891234"),
            dt.date(1995, 6, 15),
            dt.time(7, 30),
            53.3498,
            -6.2603,
        ),
        (
            "b-2",
            "Reef School",
            "Lord Howe",
            "Australia/Lord_Howe",
            Decimal("250"),
            dt.date(2001, 12, 31),
            dt.time(8, 0, 0, 500000),
            -31.55,
            159.08,
        ),
        (
            "b-3",
            "Patan Home",
            "Kathmandu",
            "Asia/Kathmandu",
            Decimal("99.999999999"),
            dt.date(1969, 1, 1),
            dt.time(0, 0),
            27.7172,
            85.324,
        ),
        (
            "b-4",
            "Howrah Lab",
            "Kolkata",
            "Asia/Kolkata",
            Decimal("0.5"),
            dt.date(2016, 2, 29),
            dt.time(23, 59, 59, 999999),
            22.5726,
            88.3639,
        ),
        ("b-5", "Empty Office", None, "America/St_Johns", None, None, None, None, None),
    ],
    "tariffs": [
        ("t-1", "b-1", "Night", Decimal("0.105000000"), 23, 8, dt.date(2025, 1, 1), None),
        (
            "t-2",
            "b-1",
            "Day",
            Decimal("0.345678901"),
            8,
            23,
            dt.date(2025, 1, 1),
            dt.date(2025, 12, 31),
        ),
        ("t-3", "b-3", "Flat", Decimal("12.5"), 0, 24, dt.date(2020, 2, 29), None),
        ("t-4", "b-4", "Peak", Decimal("7"), 17, 20, dt.date(2024, 4, 1), dt.date(2025, 4, 1)),
        ("t-5", "b-4", "Off-peak", Decimal("3.333333333"), 20, 17, dt.date(2024, 4, 1), None),
        ("t-6", "b-2", None, None, None, None, None, None),
    ],
    "weather": _weather(),
    "grid": _grid(),
    "bills": [
        (
            1,
            "b-1",
            dt.date(2025, 1, 1),
            dt.date(2025, 2, 1),
            Decimal("100.005"),
            812.5,
            False,
            "paid",
        ),
        (
            2,
            "b-1",
            dt.date(2025, 2, 1),
            dt.date(2025, 3, 1),
            Decimal("-20.125"),
            -3.0,
            True,
            "credit",
        ),
        (3, "b-1", dt.date(2025, 3, 1), dt.date(2025, 4, 1), Decimal("99.995"), 0.0, None, ""),
        (4, "b-2", dt.date(2024, 12, 30), dt.date(2025, 1, 27), Decimal("0"), None, False, None),
        (
            5,
            "b-3",
            dt.date(2025, 1, 31),
            dt.date(2025, 2, 28),
            Decimal("1234567.890123456"),
            98765.4321,
            True,
            "a,b;c|d",
        ),
        (6, "b-4", dt.date(2024, 2, 29), dt.date(2025, 2, 28), None, NAN, False, "Größe 50% \\ ok"),
        (
            7,
            "b-4",
            dt.date(2025, 12, 28),
            dt.date(2026, 1, 4),
            Decimal("0.000000001"),
            1e-9,
            True,
            "line\nbreak",
        ),
    ],
    "events": [
        (
            1,
            "d-main",
            at("2025-10-26T00:30:00"),
            "alarm",
            '{"code":7,"level":"high","limits":[1,2.5,null],"meta":{"by":"ann","ok":true},"x.y":1}',
            '{"code":7,"level":"high","limits":[1,2.5,null],"meta":{"by":"ann","ok":true}}',
            [7, 3, 7],
        ),
        (
            2,
            "d-main",
            at("2025-10-26T01:30:00"),
            "clear",
            '{"code":"8","level":null,"limits":[],"meta":{}}',
            '{"code":"8","level":null,"limits":[],"meta":{}}',
            [],
        ),
        (
            3,
            "d-hvac",
            at("2025-03-30T01:00:00"),
            "alarm",
            '{"code":-1.5,"level":"lo\\"w\\u00e9"}',
            '{"code":-1.5,"level":"lo\\"w\\u00e9"}',
            [1],
        ),
        (4, "d-ktm", at("2026-01-01T18:29:59.999999"), "note", '"just text"', '"just text"', None),
        (
            5,
            "d-odd",
            at("1969-12-31T23:59:59.999999"),
            "alarm",
            '{"items":[{"id":1,"v":10},{"id":2,"v":null},{"id":3}],"big":12345678901234567890}',
            '{"items":[{"id":1,"v":10},{"id":2,"v":null},{"id":3}]}',
            [0, -5, 9223372036854775807],
        ),
        (6, "d-odd", at("2024-02-29T12:00:00"), None, None, "not json {", [2, 4]),
        (7, "d-ghost", None, "clear", "null", None, [-1]),
        (
            8,
            "d-idle",
            at("2025-12-31T23:59:59.999999"),
            "note",
            '[1,"two",{"three":3.0},false]',
            '[1,"two",{"three":3.0},false]',
            [5],
        ),
    ],
}

# The same under names with a dataset.
for _full, _plain in {"site.usage": "readings", "site.meters": "devices"}.items():
    TABLES[_full], ROWS[_full] = TABLES[_plain], ROWS[_plain]
