"""A Vertex on loopback, and settings that lead to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ml.vertex.settings import VertexSettings
from tests.ml.vertex.loopback import Vertex


@pytest.fixture
def vertex() -> Iterator[Vertex]:
    with Vertex() as server:
        yield server


@pytest.fixture
def settings(vertex: Vertex) -> VertexSettings:
    return VertexSettings(
        _env_file=None,
        project="proj",
        bucket="gs://energy",
        image="europe-docker.pkg.dev/proj/powerlytics/ml:1",
        service_account="ml@proj.iam.gserviceaccount.com",
        endpoint=vertex.endpoint,
    )
