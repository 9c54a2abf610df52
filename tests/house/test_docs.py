"""The documentation promises no command, target, option, table or page that is not there."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlglot
import typer.main

from bigquery import schema
from bigquery.settings import Settings
from ml.anomalies.detectors import BY_NAME
from ml.vertex.settings import VertexSettings
from pipeline.cli import reference
from pipeline.cli.app import app
from pipeline.demo_panel import PASSWORD, ROLES
from tests.needs import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
PROSE = [page for page in PAGES if "reference" not in page.parts and page.stem != "data-model"]
MEASURED = re.compile(r"event F1 (\S+) on injected events(?: \([^)]*\))?, (\S+) on LEAD[,:]")
FALSE = re.compile(r"([\d.]+) false incidents a meter-month")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def names(pages: list[Path]) -> list[str]:
    return [str(page.relative_to(ROOT)) for page in pages]


def commands(page: Path) -> Iterator[list[str]]:
    """Each command of the page's sh blocks as words, without assignments before it."""
    for block in BLOCK.findall(page.read_text()):
        text = re.sub(r"<<'(\w+)'\n.*?^\s*\1$", "", block, flags=re.DOTALL | re.MULTILINE)
        text = re.sub(r"(^|\s+)#.*$", "", text, flags=re.MULTILINE)
        lexer = shlex.shlex(text.replace("\\\n", " "), posix=True, punctuation_chars="\n")
        lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, ""
        words: list[str] = []
        for word in [*lexer, "\n"]:
            if word.strip("\n"):
                words.append(word)
                continue
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0], re.DOTALL):
                words.pop(0)
            if words:
                yield words
            words = []


def make_targets() -> set[str]:
    lines = (ROOT / "Makefile").read_text().splitlines()
    return {target for line in lines if (target := line.partition(":")[0]) and " " not in target}


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_no_page_links_to_what_is_not_there(page: Path) -> None:
    targets = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in targets if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_no_page_tells_a_make_target_or_variable_that_is_not_there(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    told = [words[1:] for words in commands(page) if words[0] == "make"]
    told += [text.split() for text in re.findall(r"`make ([^`]*)`", page.read_text())]
    for words in told:
        for word in words:
            if "=" in word:
                assert f"$({word.partition('=')[0]})" in makefile, word
            else:
                assert word in make_targets(), word


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_no_page_tells_a_command_or_option_that_is_not_there(page: Path) -> None:
    group = typer.main.get_command(app)
    for words in commands(page):
        if not words[0].endswith("powerlytics"):
            continue
        command: Any = group.commands[words[1]]  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            command = command.commands[words[2]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert [w for w in words[2:] if w.startswith("--") and w not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_no_page_tells_a_query_over_columns_that_are_not_there(page: Path) -> None:
    for words in commands(page):
        if words[0].endswith("powerlytics") and words[1] == "sql":
            tree = sqlglot.parse_one(words[2], dialect="bigquery")
            known = {
                c for t in tree.find_all(sqlglot.exp.Table) for c in columns(t.sql("bigquery"))
            }
            known |= {alias.alias for alias in tree.find_all(sqlglot.exp.Alias)}
            assert {c.name for c in tree.find_all(sqlglot.exp.Column)} <= known


def columns(table: str) -> list[str]:
    return schema.table(table).column_names


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_no_page_tells_a_setting_that_is_not_there(page: Path) -> None:
    known = {f"POWERLYTICS_{name.upper()}" for name in Settings.model_fields}
    known |= {f"POWERLYTICS_VERTEX_{name.upper()}" for name in VertexSettings.model_fields}
    told = set(re.findall(r"POWERLYTICS_[A-Z_]*[A-Z]", page.read_text()))
    assert told <= known | {"POWERLYTICS_HOME"}


def test_the_reference_is_what_the_code_says() -> None:
    assert (ROOT / "docs/reference/cli.md").read_text() == reference.cli()
    assert (ROOT / "docs/reference/settings.md").read_text() == reference.settings()


def test_every_setting_says_what_it_is_for() -> None:
    fields = Settings.model_fields | VertexSettings.model_fields
    assert [name for name, field in fields.items() if not field.description] == []


def test_the_log_ins_of_the_readme_are_the_log_ins_of_the_demo() -> None:
    text = (ROOT / "README.md").read_text()
    assert f"`{PASSWORD}`" in text
    for role in ROLES:
        assert f"`{role}@northgate.demo`" in text


def test_make_help_lists_every_target_that_a_page_tells() -> None:
    result = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[0] for line in re.sub(r"\x1b\[\d*m", "", result.stdout).splitlines()}
    told = {words[1] for page in PAGES for words in commands(page) if words[0] == "make"}
    assert told <= listed
    assert {"install", "demo", "test", "test-slow", "lint", "bench", "clean"} <= listed


def test_no_speed_is_told_but_the_measured_one() -> None:
    row = re.compile(r"^\| .* \| ([\d.]+) \| `(\w+\.json)` (\w+) \|$", re.MULTILINE)
    told = row.findall((ROOT / "docs/verified.md").read_text())
    assert len(told) >= 9
    for figure, file, field in told:
        measured = json.loads((ROOT / "benchmarks/results" / file).read_text())[field]
        places = len(figure.partition(".")[2])
        assert figure == f"{measured:.{places}f}", (file, field)


def test_no_detector_tells_another_figure_than_was_measured() -> None:
    results = json.loads((ROOT / "benchmarks" / "results" / "ml_anomalies.json").read_text())
    told = 0
    for name, detector in BY_NAME.items():
        text = " ".join((detector.__doc__ or "").split())
        row = results[f"{name} alone"]
        measured = [row["injected"]["event"][2], row["LEAD"]["event"][2]]
        said = [figure for found in MEASURED.findall(text) for figure in found]
        if false := FALSE.search(text):
            said, measured = [*said, false[1]], [*measured, row["clean"]["per_meter_month"]]
        for figure, value in zip(said, measured, strict=False):
            assert float(figure) == round(value, len(figure.partition(".")[2])), name
        told += bool(said)
    assert told == len(BY_NAME) - 1  # of no data there is nothing to measure


@pytest.mark.parametrize("page", PROSE, ids=names(PROSE))
def test_no_line_of_prose_is_wider_than_the_code(page: Path) -> None:
    text = re.sub(r"^ *```.*?^ *```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    wide = [line for line in text.splitlines() if len(line) > 100 and not line.startswith("|")]
    assert wide == []


def test_no_query_is_described_by_other_parameters_than_it_has() -> None:
    table = (ROOT / "bigquery" / "queries" / "README.md").read_text()
    rows = re.findall(r"^\| \[(\w+)\].*? \| (.*?) \| [^|]* \|$", table, re.MULTILINE)
    files = {file.stem for file in (ROOT / "bigquery" / "queries").glob("*.sql")}
    assert {name for name, _ in rows} == files
    for name, told in rows:
        sql = re.sub(r"--.*", "", (ROOT / "bigquery" / "queries" / f"{name}.sql").read_text())
        has = set(re.findall(r"@(\w+)", sql)) - {"all_buildings", "building_ids"}
        assert has - {"tenant_id"} == set(re.findall(r"@(\w+)", told)) - {"tenant_id"}, name
