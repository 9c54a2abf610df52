"""Fivetran's rules of the destination, through the real SDK in both of its encodings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.needs import ROOT, require

SCHEMA = """
    def schema(configuration):
        return [{"table": "t", "primary_key": ["id"],
                 "columns": {"id": "LONG", "a": "STRING", "b": "DOUBLE"}}]
"""
T = "SELECT id, a, b, _fivetran_deleted FROM powerlytics_raw.t ORDER BY id"


def test_every_operation_in_one_sync_ends_as_in_order_and_not_otherwise(stage):
    stage.play(
        SCHEMA
        + """
    def update(configuration, state):
        op.upsert("t", {"id": 1, "a": "x", "b": 1.5})
        op.upsert("t", {"id": 1, "a": "y"})
        op.upsert("t", {"id": 2, "a": "x", "b": 2.5})
        op.delete("t", {"id": 2})
        op.upsert("t", {"id": 3, "a": "gone"})
        op.delete("t", {"id": 3})
        op.upsert("t", {"id": 3, "a": "back"})
        op.delete("t", {"id": 4})
        op.upsert("t", {"id": 5, "a": "five", "b": 5.0})
        op.update("t", {"id": 5, "b": 5.5})
        op.update("t", {"id": 6, "b": 6.5})
        op.checkpoint({"n": 1})
    """
    )
    assert stage.error is None
    assert stage.rows(T) == [
        (1, "y", None, False),  # an upsert sets omitted columns NULL
        (2, "x", 2.5, True),  # a delete is soft and keeps the columns
        (3, "back", None, False),  # an upsert revives
        (5, "five", 5.5, False),  # an update changes only what it gives; 6 is never inserted
    ]
    assert json.loads(stage.state) == {"n": 1}
    assert (stage.played.upserted, stage.played.updated, stage.played.deleted) == (6, 2, 3)


def test_operations_over_several_syncs_do_not_forget_what_stands(stage):
    first = """
    def update(configuration, state):
        for n in range(4):
            op.upsert("t", {"id": n, "a": "x", "b": float(n)})
        op.checkpoint({"n": state.get("n", 0) + 1})
    """
    second = """
    def update(configuration, state):
        op.delete("t", {"id": 0})
        op.update("t", {"id": 1, "a": "u"})
        op.upsert("t", {"id": 2, "b": 9.0})
        op.checkpoint({"n": state["n"] + 1})
    """
    stage.play(SCHEMA + first).play(SCHEMA + second)
    wanted = [
        (0, "x", 0.0, True),
        (1, "u", 1.0, False),
        (2, None, 9.0, False),
        (3, "x", 3.0, False),
    ]
    assert stage.rows(T) == wanted
    assert json.loads(stage.state) == {"n": 2}


def test_a_truncate_hides_what_came_before_it_and_nothing_after(stage):
    stage.play(
        SCHEMA
        + """
    def update(configuration, state):
        op.upsert("t", {"id": 1, "a": "old"})
        op.upsert("t", {"id": 2, "a": "old"})
        op.truncate("t")
        op.upsert("t", {"id": 2, "a": "new"})
        op.checkpoint({})
    """
    )
    assert [row[:2] + row[3:] for row in stage.rows(T)] == [(1, "old", True), (2, "new", False)]


def test_a_deferred_truncate_hides_what_is_not_seen_again_and_nothing_else(stage):
    first = """
    def update(configuration, state):
        for n in range(4):
            op.upsert("t", {"id": n, "a": "old"})
        op.checkpoint({"n": 1})
    """
    second = """
    from fivetran_connector_sdk.protos import connector_sdk_pb2 as messages

    def update(configuration, state):
        # this SDK has no operation that sends one: a warning goes out as a deferred truncate
        answer = messages.UpdateResponse(truncate=messages.Truncate(table_name="t", deferred=True))
        type(op.operation_stream)._flush_buffer_on_warning = (
            lambda stream, _: stream._flush_buffer_before(answer)
        )
        op.warning("truncate")
        op.upsert("t", {"id": 1, "a": "old"})
        op.checkpoint({"n": 2})
        op.upsert("t", {"id": 2, "a": "new"})
        op.upsert("t", {"id": 4, "a": "new"})
        op.checkpoint({"n": 3})
    """
    stage.play(SCHEMA + first).play(SCHEMA + second)
    assert stage.error is None
    assert [row[:2] + row[3:] for row in stage.rows(T)] == [
        (0, "old", True),
        (1, "old", False),  # seen again just as it stood
        (2, "new", False),
        (3, "old", True),
        (4, "new", False),
    ]


@pytest.mark.slow
def test_a_table_without_a_key_holds_each_different_row_once(stage):
    source = """
    def schema(configuration):
        return [{"table": "t", "columns": {"a": "STRING", "n": "LONG"}}]

    def update(configuration, state):
        for row in ({"a": "x", "n": 1}, {"a": "x", "n": 1}, {"a": "x"}, {"a": None, "n": 2}):
            op.upsert("t", row)
        op.checkpoint({})
    """
    stage.play(source).play(source)
    rows = stage.rows("SELECT a, n, length(_fivetran_id) FROM powerlytics_raw.t ORDER BY n, a")
    assert sorted(rows, key=str) == [("x", 1, 32), ("x", None, 32), (None, 2, 32)]


def test_every_type_arrives_as_itself(stage):
    stage.play(
        """
    def schema(configuration):
        return [{"table": "t", "primary_key": ["id"], "columns": {
            "id": "LONG", "boolean": "BOOLEAN", "short": "SHORT", "int": "INT", "long": "LONG",
            "decimal": {"type": "DECIMAL", "precision": 12, "scale": 3}, "float": "FLOAT",
            "double": "DOUBLE", "day": "NAIVE_DATE", "naive": "NAIVE_DATETIME",
            "instant": "UTC_DATETIME", "bytes": "BINARY", "xml": "XML", "text": "STRING",
            "json": "JSON"}}]

    def update(configuration, state):
        op.upsert("t", {"id": 1, "boolean": True, "short": 7, "int": -70000, "long": 2**62,
            "decimal": "123456.789", "float": 0.5, "double": 0.1,
            "day": "2024-02-29", "naive": datetime(2024, 2, 29, 1, 2, 3, 456789),
            "instant": datetime(2024, 2, 29, 1, 2, 3, 456789, tzinfo=UTC), "bytes": b"\\x00\\xff",
            "xml": "<a/>", "text": "Bürö 東", "json": {"k": [1, None]}})
        op.upsert("t", {"id": 2})
        op.upsert("t", {"id": 3, "double": float("nan"), "float": float("-inf"), "text": ""})
        op.checkpoint({})
    """
    )
    assert stage.error is None
    types = dict(
        stage.rows("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 't'")
    )
    assert types == {
        "id": "BIGINT", "boolean": "BOOLEAN", "short": types["short"], "int": "INTEGER",
        "long": "BIGINT", "decimal": "DECIMAL(12,3)", "float": "FLOAT", "double": "DOUBLE",
        "day": "DATE", "naive": "TIMESTAMP", "instant": "TIMESTAMP WITH TIME ZONE",
        "bytes": "BLOB", "xml": "VARCHAR", "text": "VARCHAR", "json": "VARCHAR",
        "_fivetran_synced": "TIMESTAMP WITH TIME ZONE", "_fivetran_deleted": "BOOLEAN",
    }  # fmt: skip
    assert types["short"] == "SMALLINT"
    found = stage.rows(
        "SELECT boolean, short, int, long, decimal::VARCHAR, float, double, day::VARCHAR, "
        "naive::VARCHAR, epoch_us(instant), bytes, xml, text, json FROM powerlytics_raw.t "
        "WHERE id = 1"
    )
    assert found == [
        (
            True, 7, -70000, 2**62, "123456.789", 0.5, 0.1, "2024-02-29",
            "2024-02-29 01:02:03.456789", 1709168523456789, b"\x00\xff", "<a/>", "Bürö 東",
            '{"k": [1, null]}',
        )
    ]  # fmt: skip
    empty = stage.rows(
        "SELECT * EXCLUDE (id, _fivetran_synced) FROM powerlytics_raw.t WHERE id = 2"
    )
    assert set(empty[0]) == {None, False}
    odd = stage.rows("SELECT isnan(double), float, text FROM powerlytics_raw.t WHERE id = 3")
    assert odd == [(True, float("-inf"), "")]


@pytest.mark.slow
def test_new_columns_new_tables_and_wider_types_lose_no_value(stage):
    def source(values: str) -> str:
        return f"""
    def schema(configuration):
        return [{{"table": "t", "primary_key": ["id"], "columns": {{"id": "LONG"}}}}]

    def update(configuration, state):
        {values}
        op.checkpoint({{}})
    """

    stage.play(source('op.upsert("t", {"id": 1, "extra": 1})'))
    stage.play(source('op.upsert("t", {"id": 2, "extra": 2.5}); op.upsert("new", {"k": "v"})'))
    stage.play(source('op.upsert("t", {"id": 3, "extra": "three"})'))
    assert stage.rows("SELECT id, extra FROM powerlytics_raw.t ORDER BY id") == [
        (1, "1.0"),
        (2, "2.5"),
        (3, "three"),
    ]
    assert stage.rows("SELECT k FROM powerlytics_raw.new") == [("v",)]


def test_rows_after_the_last_checkpoint_of_a_failed_sync_do_not_land_and_the_others_do(stage):
    stage.play(
        SCHEMA
        + """
    def update(configuration, state):
        op.upsert("t", {"id": 1})
        op.checkpoint({"n": 1})
        op.upsert("t", {"id": 2})
        raise RuntimeError("the source burned down")
    """
    )
    assert stage.error == "the source burned down"
    assert [row[0] for row in stage.rows(T)] == [1]
    assert json.loads(stage.state) == {"n": 1}


def test_a_warning_goes_on_and_a_task_stops_with_its_words(stage):
    stage.play(
        SCHEMA
        + """
    def update(configuration, state):
        op.warning("a page was odd")
        op.upsert("t", {"id": 1})
        op.checkpoint({"n": 1})
        op.error("the key was revoked: create a new one")
        op.upsert("t", {"id": 2})
        op.checkpoint({"n": 2})
    """
    )
    assert stage.played.warnings == ["a page was odd"]
    assert stage.error == "the key was revoked: create a new one"
    assert [row[0] for row in stage.rows(T)] == [1]
    assert json.loads(stage.state) == {"n": 1}


def test_the_form_and_its_tests_refuse_a_wrong_configuration_in_one_line(stage):
    source = (
        SCHEMA
        + """
    def reach(configuration):
        good = configuration["key"] == "right"
        return Test().success() if good else Test().failure("the key is wrong")

    def configuration_form():
        form = ConfigurationForm()
        form.add_field(form_field.TextField("key", "API key", required=True))
        form.add_test(label="Reach", func=reach)
        return form

    def update(configuration, state):
        op.upsert("t", {"id": 1})
        op.checkpoint({})
    """
    )
    assert stage.play(source).error == "key (API key) is missing in the configuration"
    assert stage.play(source, {"key": "wrong"}).error == "the key is wrong"
    assert stage.play(source, {"key": "right"}).error is None
    assert [row[0] for row in stage.rows(T)] == [1]


def test_a_connector_that_cannot_start_says_why_in_one_line(stage):
    stage.play(
        "import nothing_of_this_name\n" + "def update(configuration, state): pass\nschema = None\n"
    )
    assert stage.error is not None
    assert "nothing_of_this_name" in stage.error
    assert "\n" not in stage.error


def test_a_player_that_is_killed_leaves_no_socket_behind(tmp_path):
    require("connector")
    folder = Path(tempfile.mkdtemp())  # a socket's path has at most 107 characters
    player = (
        "import os, sys; from pathlib import Path;"
        "from pipeline.fivetran.process import ConnectorProcess;"
        "process = ConnectorProcess(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run(
        [sys.executable, "-c", player, str(tmp_path / "log")],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        check=False,
    )
    assert b"serving" in (tmp_path / "log").read_bytes()
    deadline = time.monotonic() + 10
    while (left := [*folder.iterdir()]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left
    folder.rmdir()
