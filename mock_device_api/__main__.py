"""python -m mock_device_api: serves a fleet."""

import argparse
import logging
import sys
from pathlib import Path

import orjson
import uvicorn

from mock_device_api.app import create_app
from mock_device_api.clock import Clock, parse
from mock_device_api.estate import lay_out
from mock_device_api.faults.config import FaultFileError, Faults, load
from mock_device_api.keys import make_key


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m mock_device_api", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tenants", type=int, default=2)
    parser.add_argument("--buildings", type=int, default=5, help="per tenant")
    parser.add_argument("--devices", type=int, default=90, help="in all, about")
    parser.add_argument("--days", type=int, default=60, help="of history before now")
    parser.add_argument("--faults", type=Path, help="YAML or JSON file of faults")
    parser.add_argument("--now", help="ISO time at which the clock stands still")
    parser.add_argument("--keys-out", type=Path, help="file to write {tenant_id: key} to")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Serves until interrupted. 0 done, 1 failed, 2 wrong use."""
    options = arguments(argv)
    clock = Clock(parse(options.now) if options.now else None)
    fleet = lay_out(
        seed=options.seed,
        tenants=options.tenants,
        buildings=options.buildings,
        devices=options.devices,
        days=options.days,
        anchor=clock.now(),
    )
    try:
        faults = load(options.faults, fleet.anchor) if options.faults else Faults()
    except FaultFileError as error:
        sys.stderr.write(f"mock_device_api: {error}\n")
        return 1
    app = create_app(fleet, faults, clock)
    if options.keys_out:
        keys = {t.tenant_id: make_key(fleet.seed, t.tenant_id) for t in fleet.tenants}
        options.keys_out.write_bytes(orjson.dumps(keys))
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning", access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
