"""What is there when the API starts, and what must not be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from backend import openapi

ROOT = Path(openapi.__file__).parents[1]
HEAVY = (
    "tensorflow",
    "keras",
    "lightgbm",
    "opendsm",
    "numba",
    "scipy",
    "langchain",
    "langchain_core",
    "torch",
    "pandas",
    "sklearn",
)
START = """
import json, sys, tempfile
from pathlib import Path
from bigquery import open_warehouse
from bigquery.settings import Settings
from backend.app import create_app
home = Path(tempfile.mkdtemp())
settings = Settings(home=home, demo=True, _env_file=None)
warehouse = open_warehouse(settings)
warehouse.create_tables()
create_app(settings, warehouse)
warehouse.close()
print(json.dumps(sorted(sys.modules)))
"""


def test_nothing_heavy_is_in_memory_when_the_api_starts() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "fastapi" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_published_openapi_is_the_one_that_is_served() -> None:
    published = (ROOT / "backend" / "openapi.json").read_bytes()
    assert published == openapi.document(), "run: make docs"


def test_every_operation_says_its_answer_its_errors_and_who_may_call_it() -> None:
    document = json.loads(openapi.document())
    operations = [
        (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
    ]
    assert len(operations) >= 20
    for path, operation in operations:
        assert operation["summary"], path
        assert "description" in operation, path
        if path.startswith("/api/"):
            for status in ("401", "422", "429", "503"):
                content = operation["responses"][status]["content"]
                assert list(content) == ["application/problem+json"], (path, status)
            assert ("security" in operation) == (path != "/api/v1/auth/token")
