"""Settings of the platform, read from the environment (prefix ``POWERLYTICS_``).

Every setting has a default that works on one machine with no cloud account.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bigquery.errors import PowerlyticsError

DEVELOPMENT_SECRET = "development-only-secret-not-for-production"  # noqa: S105 - refused elsewhere


class SettingsError(PowerlyticsError):
    """A setting has a value that cannot be; the message names the variable."""


class Settings(BaseSettings):
    """What one installation is: where its files lie, which warehouse, which limits."""

    model_config = SettingsConfigDict(
        env_prefix="POWERLYTICS_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
        use_attribute_docstrings=True,
    )

    environment: Literal["development", "production"] = "development"
    """production refuses the development secret"""
    home: Path = Path(".powerlytics")
    """folder of every file of the embedded default"""
    demo: bool = False
    """create the demo's log-ins"""

    warehouse: Literal["duckdb", "bigquery"] = "duckdb"
    """which warehouse: the embedded file, or BigQuery"""
    raw_retention_days: int = Field(default=365, gt=0)
    """days that raw rows are kept, by the tenant's newest reading; 3 more lie there to recompute"""
    analytics_retention_days: int = Field(default=2557, gt=0)
    """days that derived rows are kept, by the tenant's newest reading (7 years)"""
    duckdb_memory_limit: str = Field(default="4GB", pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$")
    """what the embedded engine may use before it spills to disk"""

    bigquery_project: str | None = None
    """Google Cloud project; needed when the warehouse is bigquery"""
    bigquery_location: str = "EU"
    """where the datasets lie"""
    bigquery_endpoint: str | None = None
    """another address of the BigQuery API: an emulator's"""
    bigquery_max_bytes_billed: int = Field(default=10 * 2**30, gt=0)
    """a query that would read more bytes is refused"""

    database_url: str | None = None
    """SQLAlchemy URL of people, keys and audit; SQLite in home without it"""
    redis_url: str | None = None
    """joins several API processes: live values, rate limits; in process without it"""
    secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    """signs log-in tokens; production needs its own"""

    host: str = "127.0.0.1"
    """address that the server listens on"""
    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        validation_alias=AliasChoices("POWERLYTICS_PORT", "PORT", "port"),
    )
    """port that the server listens on; PORT works as well, 0 takes a free one"""
    live_streams_each: int = Field(default=64, gt=0)
    """live streams that one log-in or key may have open at once, in each process"""
    sync_interval_seconds: float = Field(default=60.0, gt=0)
    """seconds from one scheduled sync to the next"""
    shards: int = Field(default=1, ge=1, le=64)
    """connector processes a connection, side by side, each with its share of the devices"""

    @model_validator(mode="after")
    def _refuse_default_secrets_in_production(self) -> Self:
        if self.environment == "production" and (
            self.secret.get_secret_value() == DEVELOPMENT_SECRET
        ):
            raise ValueError("set POWERLYTICS_SECRET: production refuses the development secret")
        return self

    @model_validator(mode="after")
    def _bigquery_needs_a_project(self) -> Self:
        if self.warehouse == "bigquery" and not self.bigquery_project:
            raise ValueError("set POWERLYTICS_BIGQUERY_PROJECT: the warehouse is bigquery")
        return self

    @property
    def warehouse_file(self) -> Path:
        """The embedded DuckDB file."""
        return self.home / "warehouse.duckdb"

    @property
    def people_url(self) -> str:
        """SQLAlchemy URL of people, keys and audit: the setting, or SQLite in home."""
        return self.database_url or f"sqlite:///{self.home / 'people.sqlite'}"


def load_settings() -> Settings:
    """The settings of this process.

    Raises SettingsError, one line that names each variable whose value cannot be.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_explain(part) for part in error.errors())) from None


def _explain(error: ErrorDetails) -> str:
    """One validation error in one line; a secret's value is never repeated."""
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return message
    name = str(error["loc"][0]).upper().removeprefix("POWERLYTICS_")
    shown = "" if name in {"SECRET", "DATABASE_URL", "REDIS_URL"} else f"={error['input']}"
    return f"POWERLYTICS_{name}{shown}: {message[0].lower()}{message[1:]}"
