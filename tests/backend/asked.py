"""The forecasts of the small estate as the tests ask for them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.testclient import TestClient

from tests.backend.estate import DEVICES

HOSTEL = "/api/v1/buildings/northgate-hopkins-hostel/forecast"
LIBRARY = "/api/v1/buildings/northgate-library/forecast"
MAIN = next(device for device in DEVICES if device.id == "northgate-hopkins-hostel-main")
HVAC = next(device for device in DEVICES if device.id == "northgate-hopkins-hostel-hvac")
LEVELS = [f"q{tenth}0_kwh" for tenth in range(1, 10)]
DUBLIN = ZoneInfo("Europe/Dublin")
Headers = dict[str, str]


def answer(client: TestClient, headers: Headers, path: str, **query: str) -> dict:
    response = client.get(path, headers=headers, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def by_ts(series: dict, column: str) -> dict[datetime, float]:
    """The known values of a column."""
    columns = series["columns"]
    pairs = zip(columns["ts"], columns[column], strict=True)
    return {datetime.fromtimestamp(ts / 1000, UTC): v for ts, v in pairs if v is not None}
