"""python -m mock_device_api: serves a fleet."""

import argparse
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import orjson
import uvicorn

from mock_device_api.app import create_app
from mock_device_api.clock import Clock, parse
from mock_device_api.estate import lay_out
from mock_device_api.faults.config import FaultFileError, Faults
from mock_device_api.faults.config import load as load_faults
from mock_device_api.keys import make_key
from mock_device_api.meters import Physical, Simulation
from mock_device_api.replay import ReplayError
from mock_device_api.replay import load as load_replay


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m mock_device_api", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tenants", type=at_least(1), default=2)
    parser.add_argument("--buildings", type=at_least(1), default=5, help="per tenant")
    parser.add_argument("--devices", type=at_least(1), default=90, help="in all, about")
    parser.add_argument("--days", type=at_least(1), default=60, help="of history before now")
    parser.add_argument("--faults", type=Path, help="YAML or JSON file of faults")
    parser.add_argument("--now", type=instant, help="ISO time at which the clock stands still")
    parser.add_argument("--replay", type=Path, help="serve the meters of a wide Parquet or CSV")
    parser.add_argument("--weather", type=Path, help="weather table of the replay")
    parser.add_argument(
        "--replay-shift",
        choices=("on", "off"),
        default="off",
        help="move the replay by whole weeks so that it goes on now",
    )
    parser.add_argument("--keys-out", type=Path, help="file to write {tenant_id: key} to")
    return parser.parse_args(argv)


def source(options: argparse.Namespace) -> tuple[Physical, Clock]:
    """What is served, and its clock. Raises ReplayError."""
    clock = Clock(options.now)
    if options.replay is None:
        fleet = lay_out(
            seed=options.seed,
            tenants=options.tenants,
            buildings=options.buildings,
            devices=options.devices,
            days=options.days,
            anchor=clock.now(),
        )
        return Simulation(fleet), clock
    shift_to = clock.now() if options.replay_shift == "on" else None
    replay = load_replay(options.replay, options.weather, shift_to, options.seed)
    if options.now is None and shift_to is None:
        clock.move(replay.fleet.anchor)
    return replay, clock


def instant(text: str) -> int:
    """An ISO time as argparse wants it."""
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("give an ISO-8601 time") from error


def at_least(low: int) -> Callable[[str], int]:
    """A whole number from `low` on, as argparse wants it."""

    def number(text: str) -> int:
        if not text.lstrip("-").isdigit() or int(text) < low:
            raise argparse.ArgumentTypeError(f"give a whole number from {low} on")
        return int(text)

    return number


def main(argv: list[str] | None = None) -> int:
    """Serves until interrupted. 0 done, 1 failed, 2 wrong use."""
    options = arguments(argv)
    try:
        physical, clock = source(options)
        fleet = physical.fleet
        faults = load_faults(options.faults, fleet.anchor) if options.faults else Faults()
        if options.keys_out:
            keys = {t.tenant_id: make_key(fleet.seed, t.tenant_id) for t in fleet.tenants}
            options.keys_out.write_bytes(orjson.dumps(keys))
    except (FaultFileError, ReplayError, OSError) as error:
        sys.stderr.write(f"mock_device_api: {error}\n")
        return 1
    app = create_app(physical, faults, clock)
    try:
        listening = socket.create_server((options.host, options.port), backlog=512)
    except OSError as error:
        where = f"{options.host}:{options.port}"
        sys.stderr.write(f"mock_device_api: cannot listen on {where}: {error.strerror}\n")
        return 1
    # A connection that is cut on purpose is no error to log.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    with listening, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    return 0


if __name__ == "__main__":
    sys.exit(main())
