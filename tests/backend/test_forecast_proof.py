"""What is foretold opens, can be taken along, and is not sent twice."""

from __future__ import annotations

import io

import pyarrow.parquet
import pytest
from starlette.testclient import TestClient

from tests.backend.asked import HOSTEL, LEVELS, LIBRARY, Headers, answer
from tests.backend.test_proof import figures


@pytest.mark.parametrize("path", [HOSTEL, LIBRARY, "/api/v1/forecast", "/api/v1/forecasts"])
def test_every_figure_opens_and_none_goes_without_a_reason(
    client: TestClient, manager: Headers, path: str
) -> None:
    body = answer(client, manager, path)
    found = figures(body)
    assert len(found) >= 2
    for figure in found:
        assert (figure["value"] is None) == (figure["why"] is not None)
        assert figure["value"] is None or figure["proof"] is not None
        if figure["proof"]:
            proof = answer(client, manager, f"/api/v1/proof/{figure['proof']}")
            assert proof["value_now"] == figure["value"]
            assert proof["unit"] == figure["unit"]
            assert proof["changed"] is False
            assert proof["completeness"] == pytest.approx(figure["completeness"])
    if "series" in body and body["reason"] is None:
        proof = answer(client, manager, f"/api/v1/proof/{body['series']['proof']}")
        assert proof["changed"] is False
        assert proof["title"] == "Forecast energy, sum of the series"


def test_the_exports_hold_the_curve(client: TestClient, manager: Headers) -> None:
    series = answer(client, manager, HOSTEL)["series"]["columns"]
    answered = client.get(HOSTEL, params={"format": "parquet"}, headers=manager)
    table = pyarrow.parquet.read_table(io.BytesIO(answered.content))
    assert table.num_rows == len(series["ts"])
    for name in (*LEVELS, "actual_kwh"):
        assert table.column(name).to_pylist() == series[name]
    text = client.get(HOSTEL, params={"format": "csv"}, headers=manager).text
    assert text.splitlines()[0].startswith('"ts","q10_kwh"')
    assert len(text.splitlines()) == table.num_rows + 1


def test_an_answer_that_has_not_changed_is_not_sent_again(
    client: TestClient, manager: Headers
) -> None:
    etag = client.get(HOSTEL, headers=manager).headers["etag"]
    again = client.get(HOSTEL, headers={**manager, "If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
