"""Operations as they stream in, gathered into phases that can land as sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from bigquery.landing import Column, FivetranType, Phase, PhaseKind, arrow_type
from bigquery.landing.apply import OP
from pipeline.fivetran.decode import to_arrow
from pipeline.fivetran.wire import tables_of

UPSERT, UPDATE, DELETE, TRUNCATE = range(4)


@dataclass(frozen=True)
class Tables:
    """What the connector declared, and where its rows go.

    ``columns`` and ``keys`` by (schema name of the source or "", table).
    """

    dataset: str
    columns: dict[tuple[str, str], dict[str, Column]] = field(default_factory=dict)
    keys: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def schema(self, source: str) -> str:
        """The destination's schema: the dataset, or a sibling for a named schema of the source."""
        return f"{self.dataset}_{source}" if source else self.dataset

    def arrow(self, place: tuple[str, str]) -> pa.Schema:
        """The declared columns of a table that have a type."""
        columns = self.columns.get(place, {}).values()
        typed = [column for column in columns if column.type is not FivetranType.UNSPECIFIED]
        return pa.schema([(column.name, arrow_type(column)) for column in typed])

    def declare(self, source: str, tables: list[Any]) -> list[str]:
        """Take over a declaration; gives the names of the tables."""
        for table in tables:
            place = (source, table.name)
            known = self.columns.setdefault(place, {})
            for column in table.columns:
                known[column.name] = _column(column)
            self.keys[place] = tuple(c.name for c in table.columns if c.primary_key)
        return [table.name for table in tables]


def _column(column: Any) -> Column:  # noqa: ANN401 - a Column message
    params = column.params.decimal
    return Column(column.name, FivetranType(column.type), params.precision or 38, params.scale)


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

    def count(self, kind: int, table: str, rows: int = 1) -> None:
        """Operations of one kind on one table."""
        if kind == UPSERT:
            self.upserted += rows
            self.rejected += rows if table == "rejected_readings" else 0
        elif kind == DELETE:
            self.deleted += rows
        elif kind == UPDATE:
            self.updated += rows


@dataclass
class _Open:
    """A phase that still takes rows: as Arrow pieces, or as rows of one encoding to be built."""

    place: tuple[str, str]
    kind: PhaseKind
    raw: bool = True
    given: frozenset[str] | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    ops: bytearray = field(default_factory=bytearray)
    pieces: list[pa.Table] = field(default_factory=list)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Gathering:
    """The operations since the last hand-over, in order for each table."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._open: dict[tuple[str, str], _Open] = {}
        self._phases: list[_Open] = []
        self._deferred: dict[tuple[str, str], datetime] = {}
        self.rows = 0

    def take(self, messages: list[bytes], response: Any, played: Played) -> None:  # noqa: ANN401
        """A group of messages with records: at once where they are as usual, else one by one."""
        found = tables_of(messages, self._tables.columns)
        if found is None:
            for raw in messages:
                message = response.FromString(raw)
                single = message.structured_record
                several = message.structured_records.structured_records
                for record in several if len(several) else [single]:
                    played.count(self.add(record), record.table_name)
            return
        for name, piece in found:
            place = ("", name)
            phase = self._open.get(place)
            if phase is None or not phase.pieces:
                phase = self._begin(place, PhaseKind.MERGE)
            phase.pieces.append(piece)
            self.rows += piece.num_rows
            deletes = int((piece.column(OP).to_numpy() == DELETE).sum())
            played.count(UPSERT, name, piece.num_rows - deletes)
            played.count(DELETE, name, deletes)

    def add(self, record: Any) -> int:  # noqa: ANN401 - a StructuredRecord message
        """Take one record; gives its type."""
        place = (record.schema_name, record.table_name)
        kind: int = record.type
        if kind == TRUNCATE:
            self.truncate(place, deferred=False)
            return kind
        values = record.row_data
        raw = bool(values) or not record.data
        self.rows += 1
        row = dict(values) if raw else dict(record.data)
        phase = self._open.get(place)
        if kind == UPDATE:
            given = frozenset(row)
            if phase is None or phase.kind is not PhaseKind.UPDATE or phase.given != given:
                phase = self._begin(place, PhaseKind.UPDATE, raw=raw, given=given)
        elif phase is None or phase.kind is not PhaseKind.MERGE or phase.raw != raw or phase.pieces:
            phase = self._begin(place, PhaseKind.MERGE, raw=raw)
        phase.rows.append(row)
        phase.ops.append(kind)
        return kind

    def truncate(self, place: tuple[str, str], *, deferred: bool) -> None:
        """Soft truncate, now or (deferred) of what is not seen again by the end of the sync."""
        self._open.pop(place, None)
        if deferred:
            self._deferred[place] = datetime.now(UTC)
        else:
            self._phases.append(_Open(place, PhaseKind.TRUNCATE))

    def hand_over(self) -> list[Phase]:
        """What was gathered, as the landing takes it; begins anew."""
        phases, self._phases = self._phases, []
        self._open = {}
        self.rows = 0
        return [self._built(phase) for phase in phases]

    def at_the_end(self) -> list[Phase]:
        """The deferred truncates, once the sync has said everything."""
        return [
            Phase(
                self._tables.schema(place[0]),
                place[1],
                self._tables.keys.get(place, ()),
                PhaseKind.TRUNCATE_OLDER,
                at=at,
            )
            for place, at in self._deferred.items()
        ]

    def _begin(
        self,
        place: tuple[str, str],
        kind: PhaseKind,
        *,
        raw: bool = True,
        given: frozenset[str] | None = None,
    ) -> _Open:
        phase = self._open[place] = _Open(place, kind, raw, given)
        self._phases.append(phase)
        return phase

    def _built(self, phase: _Open) -> Phase:
        rows = None
        if phase.pieces:
            rows = pa.concat_tables(phase.pieces, promote_options="default")
        elif phase.rows:
            columns: Mapping[str, Column] = self._tables.columns.get(phase.place, {})
            rows = to_arrow(phase.rows, columns, raw=phase.raw)
            if phase.kind is PhaseKind.MERGE:
                rows = rows.append_column(OP, pa.array(list(phase.ops), pa.int8()))
        return Phase(
            self._tables.schema(phase.place[0]),
            phase.place[1],
            self._tables.keys.get(phase.place, ()),
            phase.kind,
            rows,
            phase.at,
            touch=phase.place in self._deferred,
            declared=self._tables.arrow(phase.place),
        )
