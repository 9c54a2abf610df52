"""Plays one sync of one shard: form, test, schema, update; commits what may become durable.

The caller's thread only moves bytes off the wire; decoding and landing run on a second one, so the
connector works on while DuckDB (which lets go of the interpreter) writes. Both are threads of the
owner: a row costs the owner some 3 microseconds of Python (pipeline.fivetran.wire), a tenth of what
it costs the connector in its own process, so the API beside it stays responsive; a third process
would have to hand the same Arrow over once more. Checkpoints are grouped into a commit of some
50,000 rows or two seconds; a state is only ever kept together with all the rows before it, so what
a crash loses is sent again.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from bigquery.errors import PowerlyticsError
from bigquery.landing import Phase
from pipeline.fivetran.decode import newest
from pipeline.fivetran.phases import Gathering, Played, Tables
from pipeline.fivetran.process import ConnectorError, ConnectorProcess, message_of
from pipeline.fivetran.wire import RECORDS

COMMIT_ROWS = 50_000
COMMIT_SECONDS = 2.0
GROUP = 128  # messages (of up to 100 rows) that are decoded at once
MOST_MESSAGES_WAITING = 1_000
MOST_MESSAGES_WITHOUT_CHECKPOINT = 10_000
RECORDS_TAG = bytes([RECORDS])

Commit = Callable[[list[Phase], str | None], None]
"""Makes phases durable together with the state after them (None: no checkpoint yet)."""


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


def play(  # noqa: PLR0913, PLR0917 - what a sync is made of
    process: ConnectorProcess,
    configuration: Mapping[str, str],
    state_json: str | None,
    tables: Tables,
    commit: Commit,
    report: Callable[[Played], None] | None = None,
    played: Played | None = None,
) -> Played:
    """One Update from its beginning to its end. Raises ConnectorError; what was committed stays."""
    stream = _Stream(process.messages, tables, commit, played or Played(), report or _say_nothing)
    try:
        for raw in process.update(configuration, state_json):
            stream.put(raw)
            if stream.failure:
                break
        else:
            stream.finish()
    finally:
        stream.close()
    return stream.played


def _say_nothing(played: Played) -> None:
    """Nobody watches."""


class _Stream:
    """The landing's side of an Update: decodes, gathers, commits, on a thread of its own.

    What lies behind the last checkpoint is decoded in groups as it comes; what lies before the next
    one is only kept, for a sync that fails lands up to its last checkpoint and no further.
    """

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
        self._fresh: list[bytes] = []  # since the last checkpoint
        self._covered: list[bytes] = []  # before it, not decoded yet
        self._state: str | None = None
        self._committed_at = time.monotonic()
        self._work: queue.Queue[bytes | None] = queue.Queue(maxsize=MOST_MESSAGES_WAITING)
        self._whole = False
        self.failure: BaseException | None = None
        self._lander = threading.Thread(target=self._land, name="landing", daemon=True)
        self._lander.start()

    def put(self, raw: bytes) -> None:
        """Hand over one answer; waits while too many wait, which holds the connector back."""
        self._work.put(raw)

    def finish(self) -> None:
        """The sync said everything it had to say."""
        self._whole = True

    def close(self) -> None:
        """Wait until all that may land has landed. Raises what went wrong on the way."""
        self._work.put(None)
        self._lander.join()
        if self.failure:
            raise self.failure

    def _land(self) -> None:
        while (raw := self._work.get()) is not None:
            if self.failure is None:
                self._guarded(lambda raw=raw: self._take(raw))  # type: ignore[misc]
        if self.failure is None or isinstance(self.failure, ConnectorError):
            self._guarded(self._last)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self.failure = self.failure or _as_ours(error)

    def _take(self, raw: bytes) -> None:
        if raw[:1] == RECORDS_TAG:
            self._fresh.append(raw)
            if len(self._fresh) > MOST_MESSAGES_WITHOUT_CHECKPOINT:
                self._cover()
                self._give(None)  # memory is bounded; without a state they are sent again
            return
        message = self._response.FromString(raw)
        kind = message.WhichOneof("operation")
        match kind:
            case "structured_record":
                self._fresh.append(raw)
            case "checkpoint":
                self._cover()
                self.played.checkpoints += 1
                self._state = message.checkpoint.state_json
                due = time.monotonic() - self._committed_at > COMMIT_SECONDS
                if due or self._gathering.rows >= COMMIT_ROWS:
                    self._give(self._state)
            case "truncate":
                self._cover()
                place = (message.truncate.schema_name, message.truncate.table_name)
                self._gathering.truncate(place, deferred=message.truncate.deferred)
            case "schema_change":
                self._cover()
                self._decode()
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

    def _cover(self) -> None:
        """A checkpoint (or an order that holds for all before it) covers what came."""
        self._covered += self._fresh
        self._fresh = []
        if len(self._covered) >= GROUP:
            self._decode()

    def _decode(self) -> None:
        for begin in range(0, len(self._covered), GROUP):
            self._gathering.take(self._covered[begin : begin + GROUP], self._response, self.played)
            self._report(self.played)
        self._covered = []

    def _give(self, state: str | None) -> None:
        """Make durable what is covered, with the state after it."""
        self._decode()
        phases = self._gathering.hand_over()
        self._committed_at = time.monotonic()
        if phases or state is not None:
            self._commit(phases, state)
        self._state = None
        for phase in phases:
            if phase.table == "raw_readings" and phase.rows is not None:
                seen = newest(phase.rows, "ts")
                if seen and (self.played.newest is None or seen > self.played.newest):
                    self.played.newest = seen
        self._report(self.played)

    def _last(self) -> None:
        """What has a checkpoint lands; the rest only when the sync came to its end."""
        if self._state is not None:
            self._give(self._state)
        if self._whole and self.failure is None:
            self._cover()
            self._give(None)
            ends = self._gathering.at_the_end()
            if ends:
                self._commit(ends, None)


def _as_ours(error: BaseException) -> BaseException:
    if isinstance(error, PowerlyticsError):
        return error
    return PowerlyticsError(f"the rows could not land: {' '.join(str(error).split())[:500]}")
