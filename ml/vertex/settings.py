"""Where training runs on Google Cloud, read from the environment (``POWERLYTICS_VERTEX_*``)."""

from __future__ import annotations

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bigquery.settings import SettingsError


class VertexSettings(BaseSettings):
    """One project's corner of Vertex AI. Nothing here is needed on one machine."""

    model_config = SettingsConfigDict(
        env_prefix="POWERLYTICS_VERTEX_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
    )

    project: str | None = None
    """Google Cloud project of jobs and models; needed for `powerlytics vertex`"""
    region: str = "europe-west1"
    """region of jobs and models; the bucket and the datasets should lie there too"""
    bucket: str | None = Field(default=None, pattern=r"^gs://[a-z0-9][a-z0-9._-]+$")
    """bucket of training data and model folders, as gs://NAME"""
    image: str | None = None
    """container image of training and prediction, as ml/vertex/Dockerfile builds it"""
    service_account: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$")
    """account that jobs run as: reads and writes the bucket, reads and writes the datasets"""
    machine_type: str = "n2-standard-4"
    """machine of training and of each prediction replica"""
    model: str = Field(default="powerlytics-forecaster", pattern=r"^[a-z][a-z0-9_-]{0,62}$")
    """id of the model in the registry; its versions bear the aliases champion and challenger"""
    endpoint: str | None = None
    """another address of the Vertex API, spoken to over REST and without credentials: a test's"""

    def need(self, *names: str) -> tuple[str, ...]:
        """The values of settings that have no default.

        Raises SettingsError, one line that names every variable that is missing.
        """
        found = {name: getattr(self, name) for name in names}
        if missing := [f"POWERLYTICS_VERTEX_{n.upper()}" for n in names if not found[n]]:
            raise SettingsError(f"set {', '.join(missing)}: docs/vertex.md says to what")
        return tuple(map(str, found.values()))


def load_settings() -> VertexSettings:
    """The settings of this process. Raises SettingsError, one line a wrong value."""
    try:
        return VertexSettings()
    except ValidationError as error:
        said = [
            f"POWERLYTICS_VERTEX_{str(part['loc'][0]).upper()}={part['input']}: {part['msg']}"
            for part in error.errors()
        ]
        raise SettingsError("; ".join(said)) from None
