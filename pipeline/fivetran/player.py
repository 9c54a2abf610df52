"""Plays one sync of one shard: form, test, schema, update; hands over what may become durable.

The wire is read on the caller's thread, landing runs on a second one, one hand-over behind: the
connector works on while DuckDB (which lets go of the interpreter) writes. Checkpoints are grouped
into a commit of some 100,000 rows or two seconds; a state is only ever kept together with all the
rows before it, so what a crash loses is sent again.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from bigquery.errors import PowerlyticsError
from bigquery.landing import Phase
from pipeline.fivetran.decode import newest
from pipeline.fivetran.phases import DELETE, UPDATE, UPSERT, Gathering, Tables
from pipeline.fivetran.process import ConnectorError, ConnectorProcess, message_of

COMMIT_ROWS = 100_000
COMMIT_SECONDS = 2.0
MOST_ROWS_WITHOUT_CHECKPOINT = 1_000_000

Commit = Callable[[list[Phase], str | None], None]
"""Makes phases durable together with the state after them (None: no checkpoint yet)."""


@dataclass
class Played:
    """What a sync delivered; counts of operations that became durable or are on their way."""

    upserted: int = 0
    updated: int = 0
    deleted: int = 0
    rejected: int = 0
    checkpoints: int = 0
    newest: datetime | None = None
    warnings: list[str] = field(default_factory=list)


def check(process: ConnectorProcess, configuration: Mapping[str, str]) -> None:
    """What Fivetran does at set-up: the form's required fields, then each test.

    Raises ConnectorError with what an administrator has to do.
    """
    messages = process.messages
    form = process.call(
        "ConfigurationForm", messages.ConfigurationFormRequest(), messages.ConfigurationFormResponse
    )
    for one in form.fields:
        if one.required and not configuration.get(one.name, "").strip():
            raise ConnectorError(f"{one.name} ({one.label}) is missing in the configuration")
    for test in form.tests:
        request = messages.TestRequest(name=test.name, configuration=configuration)
        answer = process.call("Test", request, messages.TestResponse)
        if answer.WhichOneof("response") == "failure":
            raise ConnectorError(answer.failure)


def declared(process: ConnectorProcess, configuration: Mapping[str, str], dataset: str) -> Tables:
    """What the connector says of its tables. Update must come after this, or types are lost."""
    messages = process.messages
    request = messages.SchemaRequest(configuration=configuration)
    answer = process.call("Schema", request, messages.SchemaResponse)
    tables = Tables(dataset)
    for schema in answer.with_schema.schemas:
        tables.declare(schema.name, list(schema.tables))
    tables.declare("", list(answer.without_schema.tables))
    return tables


def play(  # noqa: PLR0913 - what a sync is made of
    process: ConnectorProcess,
    configuration: Mapping[str, str],
    state_json: str | None,
    tables: Tables,
    commit: Commit,
    report: Callable[[Played], None] = lambda played: None,
    played: Played | None = None,
) -> Played:
    """One Update from its beginning to its end. Raises ConnectorError; what was committed stays."""
    stream = _Stream(process.messages, tables, commit, played or Played(), report)
    try:
        for raw in process.update(configuration, state_json):
            stream.take(raw)
        stream.finish()
    finally:
        stream.close()
    return stream.played


class _Stream:
    """The operations of an Update, gathered and handed over to the landing thread."""

    def __init__(
        self,
        messages: Any,  # noqa: ANN401 - made at run time
        tables: Tables,
        commit: Commit,
        played: Played,
        report: Callable[[Played], None],
    ) -> None:
        self.played, self._tables, self._commit, self._report = played, tables, commit, report
        self._response = messages.UpdateResponse
        self._gathering = Gathering(tables)
        self._state: str | None = None
        self._ready: list[Any] = []  # gathered up to the last checkpoint, not handed over yet
        self._ready_rows = 0
        self._committed_at = time.monotonic()
        self._work: queue.Queue[tuple[list[Any], str | None] | None] = queue.Queue(maxsize=1)
        self._failure: BaseException | None = None
        self._lander = threading.Thread(target=self._land, name="landing", daemon=True)
        self._lander.start()

    def take(self, raw: bytes) -> None:
        """One answer of the stream."""
        message = self._response.FromString(raw)
        kind = message.WhichOneof("operation")
        if kind == "structured_records":
            for record in message.structured_records.structured_records:
                self._count(self._gathering.add(record), record.table_name)
            self._report(self.played)
        elif kind == "structured_record":
            record = message.structured_record
            self._count(self._gathering.add(record), record.table_name)
        elif kind == "checkpoint":
            self._checkpoint(message.checkpoint.state_json)
        else:
            self._rare(kind, message)
        if self._gathering.rows + self._ready_rows > MOST_ROWS_WITHOUT_CHECKPOINT:
            self._give(state=None)  # memory is bounded; without a state they are sent again

    def _rare(self, kind: str | None, message: Any) -> None:  # noqa: ANN401 - dynamic message
        match kind:
            case "truncate":
                place = (message.truncate.schema_name, message.truncate.table_name)
                self._gathering.truncate(place, deferred=message.truncate.deferred)
            case "schema_change":
                change = message.schema_change
                for schema in change.with_schema.schemas:
                    self._tables.declare(schema.name, list(schema.tables))
                self._tables.declare("", list(change.without_schema.tables))
            case "warning":
                text = message_of(message.warning.message)
                self.played.warnings.append(text)
                structlog.get_logger().warning("connector_warning", message=text)
            case "task":
                raise ConnectorError(message_of(message.task.message))
            case "unstructured_record":
                name = message.unstructured_record.file_path or "a file"
                raise ConnectorError(
                    f"the connector uploads {name}: files are not supported here, only rows"
                )
            case _:
                raise ConnectorError(f"the connector sent an operation that is not known: {kind}")

    def _count(self, kind: int, table: str) -> None:
        if kind == UPSERT:
            self.played.upserted += 1
            if table == "rejected_readings":
                self.played.rejected += 1
        elif kind == DELETE:
            self.played.deleted += 1
        elif kind == UPDATE:
            self.played.updated += 1

    def _checkpoint(self, state_json: str) -> None:
        self.played.checkpoints += 1
        self._state = state_json
        self._ready_rows += self._gathering.rows
        self._ready += self._gathering.hand_over()
        due = time.monotonic() - self._committed_at > COMMIT_SECONDS
        if self._ready_rows >= COMMIT_ROWS or due:
            self._give(self._state)

    def _give(self, state: str | None) -> None:
        """Hand over; waits while the hand-over before the last one still lands."""
        if state is None:
            self._ready += self._gathering.hand_over()
        work, self._ready, self._ready_rows = self._ready, [], 0
        self._committed_at = time.monotonic()
        self._work.put((work, state))
        if self._failure:
            raise self._failure

    def finish(self) -> None:
        """The sync said everything: what came after its last checkpoint lands without a state."""
        rest = self._gathering.hand_over()
        if self._ready:
            self._give(self._state)
        if rest:
            self._work.put((rest, None))

    def close(self) -> None:
        """Land what has a checkpoint, also after a failure; end the landing thread."""
        if self._ready and self._failure is None:
            self._work.put((self._ready, self._state))
        self._work.put(None)
        self._lander.join()
        if self._failure:
            raise self._failure

    def _land(self) -> None:
        while (work := self._work.get()) is not None:
            if self._failure:
                continue
            try:
                phases = self._gathering.build(work[0])
                self._commit(phases, work[1])
                for phase in phases:
                    if phase.table == "raw_readings" and phase.rows is not None:
                        seen = newest(phase.rows, "ts")
                        if seen and (self.played.newest is None or seen > self.played.newest):
                            self.played.newest = seen
            except BaseException as error:  # noqa: BLE001 - the wire's thread raises it
                self._failure = _as_ours(error)
        with suppress(queue.Empty):
            self._work.get_nowait()


def _as_ours(error: BaseException) -> BaseException:
    if isinstance(error, PowerlyticsError):
        return error
    return PowerlyticsError(f"the rows could not land: {' '.join(str(error).split())[:500]}")
