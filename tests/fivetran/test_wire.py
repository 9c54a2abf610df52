"""The fast way off the wire gives what the slow way gives, or refuses; for any rows there are."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bigquery.landing import Column, FivetranType
from pipeline.fivetran.decode import to_arrow
from pipeline.fivetran.wire import tables_of

F = FivetranType
COLUMNS = {
    "id": Column("id", F.LONG),
    "double": Column("double", F.DOUBLE),
    "text": Column("text", F.STRING),
    "at": Column("at", F.UTC_DATETIME),
    "day": Column("day", F.NAIVE_DATE),
    "yes": Column("yes", F.BOOLEAN),
    "bytes": Column("bytes", F.BINARY),
    "a_name_of_24_characters_": Column("a_name_of_24_characters_", F.STRING),
}


def _messages():
    """The shape of the SDK's record messages, by its field numbers."""
    file = descriptor_pb2.FileDescriptorProto(name="t.proto", package="t", syntax="proto3")
    record = file.message_type.add(name="Record")
    record.field.add(name="table_name", number=2, type=9, label=1)
    record.field.add(name="type", number=3, type=5, label=1)
    entry = record.nested_type.add(name="RowDataEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=9, label=1)
    entry.field.add(name="value", number=2, type=12, label=1)
    record.field.add(
        name="row_data", number=5, type=11, label=3, type_name=".t.Record.RowDataEntry"
    )
    records = file.message_type.add(name="Records")
    records.field.add(name="records", number=1, type=11, label=3, type_name=".t.Record")
    answer = file.message_type.add(name="Answer")
    answer.field.add(name="structured_records", number=6, type=11, label=1, type_name=".t.Records")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("t.Answer"))


ANSWER = _messages()
VALUES = {
    "id": st.integers(-(2**63), 2**63 - 1).map(lambda v: b"\x01%d" % v),
    "double": st.floats(allow_nan=False, allow_infinity=False).map(
        lambda v: b"\x05" + repr(v).encode()
    ),
    "text": st.text(max_size=300).map(lambda v: b"\x01" + v.encode()),
    "at": st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(
        lambda v: b"\x01" + v.isoformat().replace("+00:00", "Z").encode()
    ),
    "day": st.dates(date(1970, 1, 1)).map(lambda v: b"\x01" + v.isoformat().encode()),
    "yes": st.booleans().map(lambda v: b"\x01" + str(v).lower().encode()),
    "bytes": st.binary(max_size=20).map(lambda v: b"\x03" + v),
    "a_name_of_24_characters_": st.text(max_size=3).map(lambda v: b"\x01" + v.encode()),
}
ROWS = st.lists(
    st.tuples(
        st.sampled_from([0, 2]),
        st.fixed_dictionaries(
            {"id": VALUES["id"]},
            optional={n: v | st.just(b"\0") for n, v in VALUES.items() if n != "id"},
        ),
    ),
    min_size=1,
    max_size=30,
)


def _encoded(rows, size=7):
    made = []
    for begin in range(0, len(rows), size):
        answer = ANSWER()
        for kind, row in rows[begin : begin + size]:
            answer.structured_records.records.add(table_name="t", type=kind, row_data=row)
        made.append(answer.SerializeToString())
    return made


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_no_row_is_read_otherwise_than_message_by_message(rows):
    found = tables_of(_encoded(rows), {("", "t"): COLUMNS})
    assert found is not None, "declared upserts and deletes are what the fast way is for"
    [(name, table)] = found
    assert name == "t"
    assert table.column("_op").to_pylist() == [kind for kind, _ in rows]
    slow = to_arrow([row for _, row in rows], COLUMNS, raw=True)
    for column in COLUMNS:
        if column in slow.column_names:
            assert table.column(column).equals(slow.column(column)), column
        else:
            assert column not in table.column_names or table.column(column).null_count == len(rows)


@pytest.mark.parametrize(
    "rows",
    [
        [(0, {"id": b"\x011", "undeclared": b"\x01x"})],
        [(1, {"id": b"\x011"})],
        [(3, {})],
        [(0, {"id": b"\x01no number"})],
        [(0, {"id": b"\x011", "a_name_that_is_longer_than_24": b"\x01x"})],
    ],
    ids=["undeclared", "update", "truncate", "unreadable", "long name"],
)
def test_what_it_does_not_know_it_leaves_to_the_slow_way(rows):
    assert tables_of(_encoded(rows), {("", "t"): COLUMNS}) is None
