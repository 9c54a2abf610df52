"""The one place where google-cloud-aiplatform is loaded and told where and as whom to speak."""

from __future__ import annotations

import logging
from types import ModuleType

from bigquery.settings import SettingsError
from ml.vertex.settings import VertexSettings


def connect(settings: VertexSettings) -> ModuleType:
    """The module ``google.cloud.aiplatform``, initialised for this project and region.

    Raises SettingsError for a missing project, a region that Vertex does not have, or when the
    extra ``vertex`` is not installed. Credentials are looked up at the first request.
    """
    (project,) = settings.need("project")
    try:
        from google.cloud import aiplatform
    except ImportError:
        raise SettingsError(
            "google-cloud-aiplatform is missing: install powerlytics with its extra `vertex`"
        ) from None
    _keep_off_stdout()
    try:
        aiplatform.init(
            project=project,
            location=settings.region,
            staging_bucket=settings.bucket,
            **_elsewhere(settings),
        )
    except ValueError as error:
        said = " ".join(str(error).split())
        raise SettingsError(f"POWERLYTICS_VERTEX_REGION={settings.region}: {said}") from None
    return aiplatform


def _keep_off_stdout() -> None:
    """The library gives each of its loggers a handler that writes to stdout, among our results."""
    for name in tuple(logging.root.manager.loggerDict):
        if name.startswith("google.cloud.aiplatform."):
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.setLevel(logging.WARNING)


def _elsewhere(settings: VertexSettings) -> dict[str, object]:
    """How to speak to another address than Google's: REST, which may be plain HTTP; nobody asks."""
    if settings.endpoint is None:
        return {}
    from google.auth.credentials import AnonymousCredentials

    return {
        "api_endpoint": settings.endpoint,
        "api_transport": "rest",
        "credentials": AnonymousCredentials(),  # type: ignore[no-untyped-call]
    }
