"""The embedded warehouse as the settings want it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bigquery import open_warehouse
from bigquery.settings import Settings


def test_the_memory_limit_of_the_settings_is_never_left_aside(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, duckdb_memory_limit="512MiB", _env_file=None)
    with closing(open_warehouse(settings)) as warehouse, warehouse.transaction() as cursor:
        found = cursor.execute("SELECT current_setting('memory_limit')").fetchone()
    assert found == ("512.0 MiB",)
