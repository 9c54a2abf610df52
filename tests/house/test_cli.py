"""Whatever is wrong with a command or its configuration, the user sees one line and a status."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import ROOT

POWERLYTICS = Path(sys.executable).with_name("powerlytics")
COMMANDS = ("init", "sync", "transform", "retain", "run", "up", "schema", "sql", "keys")


def powerlytics(
    home: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if "POWERLYTICS" not in name}
    return subprocess.run(
        [str(POWERLYTICS), *arguments],
        env={**clean, "POWERLYTICS_HOME": str(home), "NO_COLOR": "1", **environment},
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_one_clear_line(
    result: subprocess.CompletedProcess[str], status: int, *words: str
) -> None:
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("powerlytics: ")
    for word in words:
        assert word in lines[0]
    assert result.returncode == status
    assert result.stdout == ""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_every_command_has_help_and_help_needs_no_home(home: Path) -> None:
    listing = powerlytics(home, "--help")
    assert listing.returncode == 0
    for command in COMMANDS:
        assert command in listing.stdout
        result = powerlytics(home, command, "--help")
        assert (result.returncode, result.stderr) == (0, "")
        assert "Usage: powerlytics " + command in result.stdout
    assert not home.exists()


def test_help_loads_neither_the_engines_nor_the_server() -> None:
    heavy = ["duckdb", "pandas", "pyarrow", "fastapi", "uvicorn", "sqlalchemy", "pydantic", "grpc"]
    code = f"import sys, pipeline.cli.app; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["sql"],
        ["sql", "SELECT 1", "--no-such-option"],
        ["sql", "SELECT @a", "--param", "a"],
        ["sql", "SELECT @a", "--param", "a:INT64=ten"],
        ["sql", "SELECT @a", "--param", "a:MONEY=ten"],
        ["sql", "SELECT 1; SELECT 2"],
        ["transform", "--from", "yesterday", "--to", "2026-01-01"],
        ["transform", "--from", "2026-01-01"],
        ["transform", "--from", "2026-01-02", "--to", "2026-01-01"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_status_2_and_never_a_traceback(home: Path, arguments: list[str]) -> None:
    result = powerlytics(home, *arguments)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "Usage" in result.stderr
    assert result.stdout == ""


@pytest.mark.slow  # a process each; CI runs it
@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM powerlytics_raw.raw_readings WHERE TRUE",
        "INSERT INTO powerlytics_raw.raw_readings (tenant_id) VALUES ('x')",
        "UPDATE powerlytics_raw.raw_readings SET tenant_id = 'x' WHERE TRUE",
        "DROP TABLE powerlytics_raw.raw_readings",
        "CREATE TABLE powerlytics_raw.x AS SELECT 1 AS x",
        "TRUNCATE TABLE powerlytics_raw.raw_readings",
        "ATTACH 'x.duckdb'",
        "COPY powerlytics_raw.raw_readings TO 'x.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "PRAGMA database_list",
        "SET memory_limit = '1GB'",
    ],
)
def test_sql_never_changes_data_and_never_reads_another_file(home: Path, query: str) -> None:
    result = powerlytics(home, "sql", query)
    assert result.returncode in {1, 2}, result.stdout
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert not (home.parent / "x.csv").exists()
    assert not (home.parent / "x.duckdb").exists()


@pytest.mark.slow  # a process each; CI runs it
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POWERLYTICS_PORT", "eight"),
        ("PORT", "70000"),
        ("POWERLYTICS_WAREHOUSE", "postgres"),
        ("POWERLYTICS_SYNC_INTERVAL_SECONDS", "0"),
        ("POWERLYTICS_SHARDS", "-1"),
        ("POWERLYTICS_RAW_RETENTION_DAYS", "a year"),
        ("POWERLYTICS_ENVIRONMENT", "staging"),
    ],
)
def test_a_setting_that_cannot_be_is_named(home: Path, name: str, value: str) -> None:
    result = powerlytics(home, "sql", "SELECT 1", **{name: value})
    assert_one_clear_line(result, 2, name.removeprefix("POWERLYTICS_"), value)


def test_production_refuses_the_development_secret(home: Path) -> None:
    result = powerlytics(home, "sql", "SELECT 1", POWERLYTICS_ENVIRONMENT="production")
    assert_one_clear_line(result, 2, "POWERLYTICS_SECRET")
    assert "development-only" not in result.stderr


def test_bigquery_without_a_project_says_which_variable(home: Path) -> None:
    result = powerlytics(home, "sql", "SELECT 1", POWERLYTICS_WAREHOUSE="bigquery")
    assert_one_clear_line(result, 2, "POWERLYTICS_BIGQUERY_PROJECT")


def test_an_empty_variable_counts_as_not_set(home: Path) -> None:
    result = powerlytics(home, "sql", "SELECT 1 AS one", "--json", POWERLYTICS_PORT="")
    assert json.loads(result.stdout) == [{"one": 1}]


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    result = powerlytics(
        tmp_path / "cwd", "sql", "SELECT 1", POWERLYTICS_HOME=str(blocked / "home")
    )
    assert_one_clear_line(result, 1, str(blocked / "home"), "POWERLYTICS_HOME")


def test_a_file_that_is_no_warehouse_is_named(home: Path) -> None:
    home.mkdir()
    (home / "warehouse.duckdb").write_text("not a database, but long enough to be read " * 200)
    result = powerlytics(home, "sql", "SELECT 1")
    assert_one_clear_line(result, 1, "warehouse.duckdb")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.slow
def test_a_port_in_use_is_named(home: Path, taken_port: int) -> None:
    result = powerlytics(home, "up", PORT=str(taken_port))
    assert_one_clear_line(result, 1, str(taken_port), "PORT")


@pytest.mark.slow
def test_a_host_that_is_not_this_machine_is_named(home: Path) -> None:
    result = powerlytics(home, "up", POWERLYTICS_HOST="192.0.2.1", PORT="0")
    assert_one_clear_line(result, 1, "192.0.2.1")


@pytest.mark.slow
def test_a_second_process_is_told_who_owns_the_file(home: Path) -> None:
    home.mkdir()
    code = (
        "import sys; from pathlib import Path; from bigquery import open_warehouse;"
        "from bigquery.settings import Settings;"
        "kept = open_warehouse(Settings()); print('open', flush=True); sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "POWERLYTICS_HOME": str(home)},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "open\n"
        result = powerlytics(home, "sql", "SELECT 1")
        assert_one_clear_line(result, 1, "warehouse.duckdb", str(owner.pid))
    finally:
        owner.communicate()


@pytest.mark.slow  # a process each; CI runs it
@pytest.mark.parametrize(
    "content",
    ["not json", "{}", "[1]", '[{"name": "x"}]', '[{"name": "x", "configuration": []}]'],
)
def test_a_connections_file_that_cannot_be_is_named(home: Path, content: str) -> None:
    home.mkdir()
    (home / "connections.json").write_text(content)
    result = powerlytics(home, "sync")
    assert_one_clear_line(result, 1, "connections.json")


def test_a_sync_without_connections_says_where_they_go(home: Path) -> None:
    assert_one_clear_line(powerlytics(home, "sync"), 1, "connections.json")


def test_rows_come_as_json_with_typed_parameters(home: Path) -> None:
    query = "SELECT @n + 1 AS n, @s AS s, @d AS d, @f AS f, @b AS b, @t AS t"
    given = ["n=41", "s:STRING=42", "d=2026-03-29", "f=1.5", "b=true", "t=2026-03-29T01:00:00Z"]
    options = [word for text in given for word in ("--param", text)]
    result = powerlytics(home, "sql", query, *options, "--json")
    [row] = json.loads(result.stdout)
    assert row["n"] == 42
    assert row["s"] == "42"
    assert row["d"] == "2026-03-29"
    assert row["f"] == 1.5
    assert row["b"] is True
    assert row["t"].startswith("2026-03-29T01:00:00")


def test_piped_rows_are_tab_separated_and_a_missing_value_is_no_zero(home: Path) -> None:
    result = powerlytics(home, "sql", "SELECT 1 AS a, CAST(NULL AS FLOAT64) AS b")
    assert result.stdout == "a\tb\n1\tNULL\n"


def test_a_query_that_is_wrong_says_why_in_one_line(home: Path) -> None:
    result = powerlytics(home, "sql", "SELECT no_such_column FROM powerlytics_raw.raw_readings")
    assert_one_clear_line(result, 1, "no_such_column")


def test_schema_prints_what_the_files_declare(home: Path) -> None:
    tables = json.loads(powerlytics(home, "schema", "--json").stdout)
    names = {f"{table['dataset']}.{table['name']}" for table in tables}
    assert {"powerlytics_raw.raw_readings", "powerlytics_analytics.analytics_daily"} <= names
    ddl = powerlytics(home, "schema", "raw_readings", "--ddl").stdout.strip()
    assert ddl == (ROOT / "bigquery" / "schema" / "raw_readings.sql").read_text().strip()
    assert_one_clear_line(powerlytics(home, "schema", "raw_reading"), 1, "raw_readings")
    assert not home.exists()
