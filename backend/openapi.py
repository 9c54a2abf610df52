"""``python -m backend.openapi > backend/openapi.json``: the API's description, for clients."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import orjson
import pyarrow as pa

from backend.app import create_app
from bigquery.settings import Settings


class _Nothing:
    """Describing the API reads no data."""

    def read(self, name: str, _parameters: Mapping[str, object], /) -> pa.Table:
        raise LookupError(f"{name}: describing the API reads no data")

    def load(self, table: str, _rows: pa.Table, /) -> int:
        raise LookupError(f"{table}: describing the API writes no data")

    def version(self) -> str:
        return "none"


def document() -> bytes:
    """The OpenAPI document as the file holds it."""
    with tempfile.TemporaryDirectory() as home:
        app = create_app(Settings(home=Path(home)), _Nothing())
        described = app.openapi()
        app.state.parts.identity.engine.dispose()
    return orjson.dumps(described, option=orjson.OPT_INDENT_2) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(document())
