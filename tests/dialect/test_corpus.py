"""Every query of the corpus through GoogleSQL and through the dialect."""

from collections import Counter

import pytest

from tests.dialect.compare import corpus, fresh, judge_query
from tests.dialect.fixture import ROWS, TABLES, load


@pytest.fixture(scope="session")
def verdicts(googlesql):
    connection = fresh()
    load(connection)
    return [judge_query(googlesql, connection, q, TABLES, ROWS) for q in corpus()]


def test_no_number_is_silently_wrong(verdicts):
    assert [
        f"{v.query.family}/{v.query.name}: {v.why}" for v in verdicts if v.word == "wrong"
    ] == []


def test_nearly_all_of_an_engineers_sql_runs(verdicts):
    counts = Counter(v.word for v in verdicts)
    assert len(verdicts) >= 700
    assert counts["equal"] / len(verdicts) >= 0.96
