"""Versions of the forecaster in Vertex's registry; an alias says which one serves.

``champion`` serves, ``challenger`` is the newest that may replace it, ``previous`` served before.
An alias belongs to one version at a time: to give it to another is to move it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from bigquery.errors import PowerlyticsError
from ml.vertex.client import connect
from ml.vertex.errors import one_line
from ml.vertex.settings import VertexSettings

CHAMPION, CHALLENGER, PREVIOUS = "champion", "challenger", "previous"
PREDICT_ROUTE, HEALTH_ROUTE, PORT = "/predict", "/health", 8080
COMMAND = ("python", "-m", "ml.vertex.serve")


@dataclass(frozen=True)
class Version:
    """``model`` is the resource name of the model without version."""

    model: str
    version: str
    aliases: tuple[str, ...]
    description: str = ""


def register(artifact: str, settings: VertexSettings, description: str = "") -> Version:
    """Upload the model folder ``artifact`` (gs://...) as a new version, the challenger.

    The first version of all also becomes Vertex's "default", which Vertex demands; nothing here
    goes by that alias. Raises PowerlyticsError.
    """
    if not artifact.startswith("gs://"):
        raise PowerlyticsError(
            f"{artifact} is not in Cloud Storage: give the gs:// of a model folder"
        )
    (image,) = settings.need("image")
    aiplatform = connect(settings)
    with one_line(f"register {artifact}", settings):
        there = _find(aiplatform, settings) is not None
        model = aiplatform.Model.upload(
            display_name=settings.model,
            **({"parent_model": settings.model} if there else {"model_id": settings.model}),
            is_default_version=not there,
            version_aliases=[CHALLENGER],
            version_description=description,
            artifact_uri=artifact,
            serving_container_image_uri=image,
            serving_container_command=list(COMMAND),
            serving_container_predict_route=PREDICT_ROUTE,
            serving_container_health_route=HEALTH_ROUTE,
            serving_container_ports=[PORT],
        )
        return _version(model)


def promote(version: str, settings: VertexSettings) -> Version:
    """Give ``version`` (a number or an alias) the alias champion; who had it becomes previous.

    A crash in between leaves the old champion in its place. Raises PowerlyticsError.
    """
    return _champion(version, settings)


def rollback(settings: VertexSettings) -> Version:
    """Give the alias champion back to the version that had it before. Raises PowerlyticsError."""
    return _champion(PREVIOUS, settings)


def versions(settings: VertexSettings) -> list[Version]:
    """All versions, newest first. Raises PowerlyticsError."""
    with one_line(f"list the versions of {settings.model}", settings):
        found = _registry(settings).list_versions()
    rows = [
        Version(
            v.model_resource_name, v.version_id, tuple(v.version_aliases), v.version_description
        )
        for v in found
    ]
    return sorted(rows, key=lambda row: int(row.version), reverse=True)


def _champion(version: str, settings: VertexSettings) -> Version:
    known = versions(settings)
    named = {name: row for row in known for name in (row.version, *row.aliases)}
    if version not in named:
        have = ", ".join(sorted(named)) or "none"
        raise PowerlyticsError(f"{settings.model} has no version {version}: it has {have}")
    new, old = named[version], named.get(CHAMPION)
    if old != new:
        registry = _registry(settings)
        with one_line(f"promote version {new.version}", settings):
            if old is not None:
                registry.add_version_aliases([PREVIOUS], old.version)
            registry.add_version_aliases([CHAMPION], new.version)
            if CHALLENGER in new.aliases:
                registry.remove_version_aliases([CHALLENGER], new.version)
    return next(row for row in versions(settings) if row.version == new.version)


def _registry(settings: VertexSettings) -> Any:
    return connect(settings).models.ModelRegistry(settings.model)


def _find(aiplatform: ModuleType, settings: VertexSettings) -> Any | None:
    from google.api_core.exceptions import NotFound

    try:
        return aiplatform.Model(settings.model)
    except NotFound:
        return None


def _version(model: Any) -> Version:
    said = model.version_description or ""
    return Version(model.resource_name, model.version_id, tuple(model.version_aliases), said)
