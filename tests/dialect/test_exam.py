"""The exam: blind queries of an energy engineer, executed by GoogleSQL and by DuckDB."""

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.dialect.exam.run import Verdict
    from tests.googlesql.client import GoogleSQL

pytestmark = pytest.mark.slow

FLOOR = 0.85  # of the questions; raise it with the dialect

# Silent faults that stand. Take a line out when it is mended; none may be added.
KNOWN = {
    "round1/format_any_values",
    "round1/format_g_and_null",
    "round1/format_thousands",
    "round1/json_arrays",
    "round2/json_array_to_rows",
    "round2/median_as_group",
    "round2/printf_types",
    "round3/json_items",
    "round3/numeric_power_functions",
    "round3/numeric_vs_float",
    "round3/union_coercion",
    "round4/log_transform",
    "round4/struct_to_text",
    "round4/unicode_case",
}


@pytest.fixture(scope="module")
def verdicts(googlesql: "GoogleSQL") -> "list[Verdict]":
    from tests.dialect.exam.run import exam

    return exam(googlesql)


def test_no_answer_is_silently_wrong(verdicts: "list[Verdict]") -> None:
    wrong = {
        f"{v.question.round}/{v.question.name}": v.why for v in verdicts if v.verdict == "wrong"
    }
    new = [f"{name}: {why}" for name, why in wrong.items() if name not in KNOWN]
    assert not new, os.linesep.join(new)


def test_the_judge_executes_every_question(verdicts: "list[Verdict]") -> None:
    assert [v.question.name for v in verdicts if v.verdict == "judge"] == []


def test_most_questions_are_answered_as_googlesql_answers(verdicts: "list[Verdict]") -> None:
    equal = sum(v.verdict == "equal" for v in verdicts)
    assert equal >= FLOOR * len(verdicts)
