"""The two servers that benchmarks/dashboard.py compares, each in a process of its own.

python benchmarks/served.py api HOME PORT          the API over HOME/warehouse.duckdb
python benchmarks/served.py bare BODY_FILE PORT    a bare FastAPI route that returns these bytes
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def bare(body: bytes) -> FastAPI:
    """What FastAPI costs when there is nothing to do."""
    app = FastAPI()

    @app.get("/api/v1/dashboard/summary")
    async def summary() -> Response:
        headers = {"Content-Encoding": "gzip"}
        return Response(body, media_type="application/json", headers=headers)

    return app


def api(home: Path) -> FastAPI:
    """The API as it is served, with limits that a benchmark does not reach."""
    from backend.app import create_app  # noqa: PLC0415 - the bare server must not load them
    from backend.ratelimit import Limit, Limits  # noqa: PLC0415 - the bare server must not load them
    from bigquery import open_warehouse  # noqa: PLC0415 - the bare server must not load them
    from bigquery.settings import Settings  # noqa: PLC0415 - the bare server must not load them

    settings = Settings(home=home, demo=True, _env_file=None)
    limits = Limits(Limit(10**9, 60), Limit(10**9, 60))
    return create_app(settings, open_warehouse(settings), limits)


if __name__ == "__main__":
    kind, what, port = sys.argv[1:]
    app = api(Path(what)) if kind == "api" else bare(Path(what).read_bytes())
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_config=None, access_log=False)
