"""The exported pages come with the right names, caching and headers."""

from __future__ import annotations

import base64
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from backend.metrics import Metrics
from backend.middleware import Outermost
from backend.static import Frontend

SCRIPT = "self.__next_f.push([1])"


@pytest.fixture
def site(tmp_path: Path) -> TestClient:
    pages = {
        "index.html": f"<script src=/a.js></script><script>{SCRIPT}</script>home",
        "building.html": "building",
        "404.html": "nothing here",
        "_next/static/chunks/a-123.js": "1",
        "building/data.txt": "x",
    }
    for name, text in pages.items():
        file = tmp_path / "out" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "secret.txt").write_text("secret")
    app = Starlette(routes=[Mount("/", Frontend(tmp_path / "out"))])
    return TestClient(Outermost(app, Metrics()))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "home"),
        ("/index.html", "home"),
        ("/building", "building"),
        ("/building?id=x", "building"),
        ("/building.html", "building"),
    ],
)
def test_a_page_is_found_with_and_without_its_ending(
    site: TestClient, path: str, text: str
) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    assert answer.text.endswith(text)
    assert answer.headers["content-type"].startswith("text/html")


def test_pages_are_asked_for_again_and_hashed_files_are_kept(site: TestClient) -> None:
    page = site.get("/building")
    assert page.headers["cache-control"] == "no-cache"
    again = site.get("/building", headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304
    assert "immutable" in site.get("/_next/static/chunks/a-123.js").headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/index.html", "/building"])
def test_the_second_visit_lets_the_same_scripts_run(site: TestClient, path: str) -> None:
    """A 304 replaces the stored headers: a policy without the hashes would blank the page."""
    first = site.get(path)
    second = site.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 304
    for name in ("content-security-policy", "x-frame-options", "cache-control"):
        assert second.headers[name] == first.headers[name]


def test_a_missing_page_is_a_404_that_is_not_kept(site: TestClient) -> None:
    for path in ("/nothing", "/_next/static/nothing.js", "/building/nothing"):
        answer = site.get(path)
        assert answer.status_code == 404
        assert answer.headers["cache-control"] == "no-cache"


def test_every_page_refuses_frames_sniffing_and_foreign_scripts(site: TestClient) -> None:
    answer = site.get("/")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    digest = base64.b64encode(sha256(SCRIPT.encode()).digest()).decode()
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts == f"script-src 'self' 'sha256-{digest}'"
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/building/../../secret.txt"]
)
def test_nothing_outside_the_folder_is_served(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_without_an_export_the_page_says_what_to_do(tmp_path: Path) -> None:
    app = Starlette(routes=[Mount("/", Frontend(tmp_path / "nothing"))])
    answer = TestClient(app).get("/")
    assert answer.status_code == 503
    assert "make frontend" in answer.text
