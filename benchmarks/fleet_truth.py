"""A mock fleet's hours and what was really wrong with them: a pure function of its seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from ml.panel import Panel, Place
from mock_device_api import meters as mock
from mock_device_api.anomalies import Anomaly, anomalies
from mock_device_api.estate import lay_out
from mock_device_api.fleet import Building, Device
from mock_device_api.weather import HOUR

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FleetTruth:
    """One building: its meters by the hour, the weather there, and its labelled anomalies."""

    building: Building
    panel: Panel
    temperature_c: Floats
    irradiance: Floats
    events: tuple[Anomaly, ...]
    parents: dict[str, str]


def fleet(  # noqa: PLR0913
    seed: int,
    *,
    until: datetime,
    days: int = 60,
    tenants: int = 2,
    buildings: int = 5,
    devices: int = 90,
    clean: bool = False,
) -> list[FleetTruth]:
    """Each building of the fleet that ``python -m mock_device_api`` serves with these options.

    ``clean`` leaves the anomalies out: what would have been measured without them.
    """
    anchor = int(until.timestamp())
    laid = lay_out(
        seed=seed, tenants=tenants, buildings=buildings, devices=devices, days=days, anchor=anchor
    )
    simulation = mock.Simulation(laid)
    end = anchor // HOUR * HOUR
    made = []
    nothing = patch.object(mock, "anomalies", lambda *_: iter(()))
    for tenant in laid.tenants:
        for building in tenant.buildings:
            meters = [d for d in building.devices if d.kind != "sensor"]
            if clean:
                with nothing:
                    columns = [hourly(simulation, d, laid.start, end) for d in meters]
            else:
                columns = [hourly(simulation, d, laid.start, end) for d in meters]
            place = Place(building.timezone, building.country, building.subdivision)
            names = tuple(d.device_id for d in meters)
            panel = Panel(laid.start // HOUR, names, np.column_stack(columns), place)
            ts = np.arange(laid.start, end, HOUR, dtype=np.int64)
            sky = building.station.observed(ts)
            events = tuple(e for d in meters for e in anomalies(d, seed, laid.start, end))
            parents = {d.device_id: d.parent_device_id for d in meters if d.parent_device_id}
            made.append(
                FleetTruth(building, panel, sky.temperature_c, sky.irradiance_w_m2, events, parents)
            )
    return made


def hourly(simulation: mock.Simulation, device: Device, start: int, end: int) -> Floats:
    """kWh of each hour: intervals added up, a register's steps from one hour to the next."""
    columns = simulation.columns(device, start, end + device.interval)
    if "energy_kwh" in columns.values:
        energy = np.asarray(columns.values["energy_kwh"], np.float64)[:-1]
    else:
        register = np.asarray(columns.values["register_kwh"], np.float64)
        step = np.diff(register)
        energy = np.where(step < 0, step + mock.device_max(device), step)
    kwh: Floats = energy.reshape(-1, HOUR // device.interval).sum(axis=1)
    return kwh


def moment(seconds: int) -> datetime:
    """An instant of the mock's clock."""
    return datetime.fromtimestamp(seconds, UTC)
