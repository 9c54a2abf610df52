"""No route, id, cursor or proof shows one tenant anything of another."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

import backend.app
from backend.access import Permission, declared
from backend.app import api_routes, create_app
from backend.tenancy import Memory, Scope
from bigquery.settings import Settings
from tests.backend.conftest import Login

QUERY = {
    "start_date": "2026-03-28",
    "end_date": "2026-03-31",
    "start": "2026-03-29T00:00:00Z",
    "end": "2026-03-30T14:00:00Z",
}
IDS = {
    "northgate": {
        "tenant_id": "northgate",
        "building_id": "northgate-hopkins-hostel",
        "device_id": "northgate-hopkins-hostel-main",
        "incident_id": "northgate-incident-1",
        "recommendation_id": "northgate-advice-base_load",
    },
    "harbour": {
        "tenant_id": "harbour",
        "building_id": "harbour-office",
        "device_id": "harbour-office-main",
        "incident_id": "harbour-incident-6",
        "recommendation_id": "harbour-advice-upgrade",
    },
}
NOWHERE = dict.fromkeys(IDS["harbour"], "no-such-thing")


def readable(app: FastAPI) -> list[str]:
    """Paths of every route of the API that answers GET with one body."""
    return [
        str(route.path)
        for route in api_routes(app)
        if "GET" in (route.methods or ())
        and str(route.path).startswith("/api/")
        and not str(route.path).endswith("/live")
    ]


def test_every_route_says_who_may_call_it(app: FastAPI) -> None:
    said = {str(route.path): declared(route) for route in api_routes(app)}
    assert len(said) >= 20
    assert None not in said.values()
    public = {path for path, value in said.items() if value == "public"}
    assert public == {"/api/v1/auth/token", "/health", "/ready", "/metrics"}
    assert {value for value in said.values() if value != "public"} == set(Permission)


def test_an_application_with_a_route_that_says_nothing_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, warehouse
) -> None:
    careless = APIRouter()
    careless.add_api_route("/everything", lambda: {})
    monkeypatch.setattr(backend.app, "ROUTERS", (*backend.app.ROUTERS, careless))
    with pytest.raises(RuntimeError, match="/api/v1/everything"):
        create_app(Settings(home=tmp_path, _env_file=None), warehouse)


def test_without_a_log_in_nothing_is_said(app: FastAPI, client: TestClient) -> None:
    paths = readable(app)
    assert len(paths) >= 15
    for path in [*paths, "/api/v1/live"]:
        url = path.format(**IDS["northgate"], proof_id="prf_x")
        answer = client.get(url, params=QUERY)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("asker", "owner"), [("northgate", "harbour"), ("harbour", "northgate")])
@pytest.mark.parametrize("role", ["admin", "manager", "warden", "viewer", "engineer"])
def test_the_ids_of_another_tenant_do_not_exist(
    app: FastAPI, client: TestClient, login: Login, asker: str, owner: str, role: str
) -> None:
    headers = login(f"{role}@{asker}.demo")
    tried = 0
    for path in readable(app):
        if "{" not in path:
            continue
        theirs = client.get(
            path.format(**IDS[owner], proof_id="prf_x"), params=QUERY, headers=headers
        )
        nowhere = client.get(
            path.format(**NOWHERE, proof_id="prf_y"), params=QUERY, headers=headers
        )
        assert theirs.status_code == nowhere.status_code == 404, path
        assert theirs.json()["detail"] == nowhere.json()["detail"], path
        tried += 1
    assert tried >= 10


@pytest.mark.parametrize(("asker", "owner"), [("northgate", "harbour"), ("harbour", "northgate")])
def test_no_answer_holds_a_word_of_another_tenant(
    app: FastAPI, client: TestClient, login: Login, asker: str, owner: str
) -> None:
    headers = login(f"admin@{asker}.demo")
    mine = 0
    for path in readable(app):
        if "proof" in path:
            continue
        answer = client.get(path.format(**IDS[asker]), params=QUERY, headers=headers)
        assert answer.status_code == 200, (path, answer.text)
        assert f"{owner}-" not in answer.text, path
        mine += answer.text.count(f"{asker}-")
    assert mine > 20


def test_a_warden_sees_the_buildings_given_and_no_others(
    app: FastAPI, client: TestClient, login: Login
) -> None:
    headers = login("warden@northgate.demo")
    library = {
        "tenant_id": "nowhere",
        "building_id": "northgate-library",
        "device_id": "northgate-library-main",
        "incident_id": "northgate-incident-5",
        "recommendation_id": "northgate-advice-set_point",
    }
    for path in readable(app):
        if "proof" in path or path.endswith("/sync"):
            continue
        if "{" in path:
            answer = client.get(path.format(**library), params=QUERY, headers=headers)
            assert answer.status_code == 404, path
        mine = client.get(path.format(**IDS["northgate"]), params=QUERY, headers=headers)
        assert mine.status_code == 200, path
        assert "library" not in mine.text.lower(), path


def test_a_warden_without_buildings_sees_none(client: TestClient, login: Login) -> None:
    headers = login("warden@harbour.demo")
    assert client.get("/api/v1/buildings", headers=headers).json()["data"] == []
    assert client.get("/api/v1/devices", headers=headers).json()["data"] == []
    summary = client.get("/api/v1/dashboard/summary", headers=headers).json()
    assert summary["buildings"] == []
    assert summary["now"]["value"] is None


def test_a_cursor_of_another_tenant_opens_nothing(client: TestClient, login: Login) -> None:
    theirs = client.get(
        "/api/v1/devices", params={"limit": 1}, headers=login("admin@harbour.demo")
    ).json()["next_cursor"]
    mine = client.get(
        "/api/v1/devices", params={"cursor": theirs}, headers=login("admin@northgate.demo")
    )
    assert "harbour" not in mine.text


def proofs(body: object) -> list[str]:
    return re.findall(r'"(prf_[^"]+)"', str(body).replace("'", '"'))


def test_a_proof_of_another_tenant_is_unknown(client: TestClient, login: Login) -> None:
    northgate, harbour = login("admin@northgate.demo"), login("admin@harbour.demo")
    found = proofs(client.get("/api/v1/dashboard/summary", headers=northgate).json())
    assert len(found) > 10
    for proof in found:
        assert client.get(f"/api/v1/proof/{proof}", headers=northgate).status_code == 200
        assert client.get(f"/api/v1/proof/{proof}", headers=harbour).status_code == 404


def test_a_proof_shows_a_warden_no_rows_of_other_buildings(
    client: TestClient, login: Login
) -> None:
    manager, warden = login("manager@northgate.demo"), login("warden@northgate.demo")
    site = client.get("/api/v1/dashboard/summary", headers=manager).json()
    own = client.get("/api/v1/dashboard/summary", headers=warden).json()
    assert client.get(f"/api/v1/proof/{site['now']['proof']}", headers=warden).status_code == 404
    opened = client.get(f"/api/v1/proof/{own['now']['proof']}", headers=manager)
    assert opened.status_code == 200
    assert "library" not in opened.text
    row = next(item for item in site["buildings"] if item["building_id"].endswith("hostel"))
    shared = client.get(f"/api/v1/proof/{row['now']['proof']}", headers=warden)
    assert shared.status_code == 200


def test_the_scope_cannot_be_overruled_by_a_parameter(warehouse) -> None:
    scope = Scope("northgate", None, "v", warehouse, Memory())
    for name in ("tenant_id", "all_buildings", "building_ids"):
        with pytest.raises(TypeError, match="who asks"):
            scope.read("buildings", **{name: "harbour"})


def test_only_tenancy_reads_the_warehouse() -> None:
    """Whoever else calls ``warehouse.read``, ``.query`` or ``.load`` goes around the scope."""
    allowed = {"tenancy.py": 2, "health.py": 2}  # health asks for no tenant's rows
    found: dict[str, int] = {}
    for file in sorted(Path(backend.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"read", "query", "load"}
                and "warehouse" in ast.unparse(node.func.value)
            ):
                found[file.name] = found.get(file.name, 0) + 1
    assert found == allowed
