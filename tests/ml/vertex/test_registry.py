"""Champion and challenger: an alias moves, and the old champion is never lost."""

from __future__ import annotations

import pytest

from bigquery.errors import PowerlyticsError
from ml.vertex import registry
from ml.vertex.settings import VertexSettings
from tests.ml.vertex.loopback import Refusal, Vertex


def register(settings: VertexSettings, name: str = "a") -> registry.Version:
    return registry.register(f"gs://energy/training/{name}/model", settings, f"run {name}")


def test_a_model_is_registered_with_our_container_as_challenger(
    vertex: Vertex, settings: VertexSettings
) -> None:
    made = register(settings)
    (body,) = vertex.bodies("POST", "/models:upload")
    assert body["modelId"] == "powerlytics-forecaster"
    model = body["model"]
    assert model["artifactUri"] == "gs://energy/training/a/model"
    assert model["versionDescription"] == "run a"
    assert model["containerSpec"] == {
        "imageUri": settings.image,
        "command": ["python", "-m", "ml.vertex.serve"],
        "predictRoute": "/predict",
        "healthRoute": "/health",
        "ports": [{"containerPort": 8080}],
    }
    assert (made.version, "challenger" in made.aliases) == ("1", True)


def test_a_second_model_is_a_version_of_the_first_and_takes_only_the_alias_challenger(
    vertex: Vertex, settings: VertexSettings
) -> None:
    register(settings)
    registry.promote("1", settings)
    second = register(settings, "b")
    body = vertex.bodies("POST", "/models:upload")[1]
    assert body["parentModel"].endswith("/models/powerlytics-forecaster")
    assert second.version == "2"
    assert vertex.aliases() == {"default": "1", "champion": "1", "challenger": "2"}


def test_promotion_moves_the_alias_and_remembers_who_had_it(
    vertex: Vertex, settings: VertexSettings
) -> None:
    for name in "ab":
        register(settings, name)
        registry.promote("challenger", settings)
    aliases = vertex.aliases()
    assert (aliases["champion"], aliases["previous"]) == ("2", "1")
    assert "challenger" not in aliases


def test_rollback_brings_the_old_champion_back(vertex: Vertex, settings: VertexSettings) -> None:
    for name in "ab":
        register(settings, name)
        registry.promote("challenger", settings)
    back = registry.rollback(settings)
    assert back.version == "1"
    assert "champion" in back.aliases
    assert vertex.aliases()["previous"] == "2"


def test_promoting_the_champion_again_changes_nothing(
    vertex: Vertex, settings: VertexSettings
) -> None:
    for name in "ab":
        register(settings, name)
        registry.promote("challenger", settings)
    before = vertex.aliases()
    registry.promote("champion", settings)
    assert vertex.aliases() == before


def test_a_promotion_that_breaks_off_never_leaves_no_champion(
    vertex: Vertex, settings: VertexSettings
) -> None:
    register(settings)
    registry.promote("1", settings)
    register(settings, "b")
    whole = vertex.answer

    def breaks(method: str, path: str, body: object) -> tuple[int, object]:
        if body == {"versionAliases": ["champion"]}:
            vertex.refusals = [Refusal(400, "ABORTED", "broken off")]
        return whole(method, path, body)

    vertex.answer = breaks  # type: ignore[method-assign]
    with pytest.raises(PowerlyticsError, match="promote version 2 failed: broken off"):
        registry.promote("challenger", settings)
    assert vertex.aliases()["champion"] == "1"
    vertex.answer = whole  # type: ignore[method-assign]
    registry.promote("challenger", settings)
    assert vertex.aliases() == {"default": "1", "previous": "1", "champion": "2"}


def test_a_version_that_is_not_there_is_one_line_with_those_that_are(
    vertex: Vertex, settings: VertexSettings
) -> None:
    register(settings)
    with pytest.raises(PowerlyticsError, match="no version 7: it has 1, challenger, default"):
        registry.promote("7", settings)
    with pytest.raises(PowerlyticsError, match="no version previous"):
        registry.rollback(settings)


def test_an_empty_registry_is_one_line(vertex: Vertex, settings: VertexSettings) -> None:
    with pytest.raises(PowerlyticsError, match="does not exist"):
        registry.versions(settings)


def test_a_folder_outside_of_cloud_storage_never_reaches_vertex(
    vertex: Vertex, settings: VertexSettings
) -> None:
    with pytest.raises(PowerlyticsError, match="not in Cloud Storage"):
        registry.register("models/1", settings)
    assert vertex.requests == []


def test_versions_come_newest_first(vertex: Vertex, settings: VertexSettings) -> None:
    for name in "abc":
        register(settings, name)
    assert [row.version for row in registry.versions(settings)] == ["3", "2", "1"]
