"""``played(source)``: a small connector, written in the test, played into a real DuckDB file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bigquery import open_warehouse
from bigquery.errors import PowerlyticsError
from bigquery.landing import held, land
from bigquery.landing.state import read_state, write_state
from bigquery.settings import Settings
from pipeline.fivetran.phases import Played
from pipeline.fivetran.player import check, declared, play
from pipeline.fivetran.process import ConnectorProcess
from tests.needs import require

HEAD = """
from datetime import date, datetime, timezone
from fivetran_connector_sdk import ConfigurationForm, Connector, Test, form_field
from fivetran_connector_sdk import Operations as op
UTC = timezone.utc
configuration_form = None
"""
FOOT = (
    "connector = Connector(update=update, schema=schema, configuration_form=configuration_form)\n"
)


@dataclass
class Stage:
    """Where a test's connector plays: its folder, the file its rows land in."""

    folder: Path
    warehouse: Any
    encodings: bool
    played: Played = field(default_factory=Played)
    error: str | None = None

    def play(
        self,
        source: str,
        configuration: dict[str, str] | None = None,
        connection: str = "test",
        tenant_id: str | None = None,
    ) -> Stage:
        """One sync of the connector in ``source``; ``error`` holds why it failed, if it did."""
        (self.folder / "connector.py").write_text(HEAD + textwrap.dedent(source) + FOOT)
        configuration = configuration or {}
        self.played, self.error = Played(), None

        def commit(phases: list[Any], state: str | None) -> None:
            with self.warehouse.transaction() as cursor:
                land(cursor, held(cursor, connection, phases, tenant_id))
                if state is not None:
                    write_state(cursor, connection, 0, state)

        try:
            with ConnectorProcess(
                self.folder / "log", self.folder, row_data=self.encodings
            ) as process:
                check(process, configuration)
                tables = declared(process, configuration, "powerlytics_raw")
                play(
                    process,
                    configuration,
                    self.state_of(connection),
                    tables,
                    commit,
                    played=self.played,
                )
        except PowerlyticsError as error:
            self.error = str(error)
        return self

    @property
    def state(self) -> str | None:
        return self.state_of("test")

    def state_of(self, connection: str) -> str | None:
        with self.warehouse.transaction() as cursor:
            return read_state(cursor, connection, 0)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.warehouse.transaction() as cursor:
            return cursor.execute(sql).fetchall()


ENCODINGS = ["row_data", pytest.param("data", marks=pytest.mark.slow)]


@contextmanager
def staged(folder: Path, encoding: str) -> Iterator[Stage]:
    """A stage in ``folder``, with what its warehouse held already."""
    require("connector")
    warehouse = open_warehouse(Settings(home=folder / "home"))
    warehouse.create_tables()
    try:
        yield Stage(folder, warehouse, encoding == "row_data")
    finally:
        warehouse.close()


@pytest.fixture(params=ENCODINGS)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """An empty stage for each of the SDK's two encodings."""
    with staged(tmp_path, request.param) as empty:
        yield empty
