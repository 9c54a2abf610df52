"""What Vertex's client says went wrong, in one line that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from google.api_core import exceptions
from google.auth.exceptions import GoogleAuthError

from bigquery.bigquery_errors import LOG_IN
from bigquery.errors import PowerlyticsError
from ml.vertex.settings import VertexSettings

_ASKED_FOR = (exceptions.GoogleAPIError, GoogleAuthError, requests.RequestException, OSError)


@contextmanager
def one_line(what: str, settings: VertexSettings) -> Iterator[None]:
    """Every error of Google's client that leaves the block is a PowerlyticsError.

    ``what`` is what was being done, such as "create the training job".
    """
    try:
        yield
    except _ASKED_FOR as error:
        raise PowerlyticsError(
            f"{what} failed: {_message(error)} ({_advice(error, settings)})"
        ) from (error)


def _advice(error: Exception, settings: VertexSettings) -> str:
    said = str(error).lower()
    where = f"project {settings.project}, region {settings.region}"
    if isinstance(error, GoogleAuthError | exceptions.Unauthenticated | exceptions.Unauthorized):
        advice = f"no valid Google credentials: {LOG_IN}"
    elif isinstance(error, exceptions.TooManyRequests) or "quota" in said:
        advice = f"a quota stands in the way: see the quotas of {where}, or try later"
    elif isinstance(error, exceptions.Forbidden) and "has not been used" in said:
        advice = f"gcloud services enable aiplatform.googleapis.com --project {settings.project}"
    elif isinstance(error, exceptions.Forbidden):
        advice = (
            f"grant this account roles/aiplatform.user on {settings.project}, and "
            f"roles/iam.serviceAccountUser on {settings.service_account}"
        )
    elif isinstance(error, exceptions.NotFound):
        advice = f"nothing of that name in {where}: check the names and the region"
    elif isinstance(error, exceptions.ClientError):
        advice = "see docs/vertex.md"
    else:
        advice = f"Vertex did not answer ({where}): check the network and the region, or try later"
    return advice


def _message(error: Exception) -> str:
    """The service's own words, without address and repetition."""
    text = str(getattr(error, "message", None) or error or type(error).__name__)
    text = re.sub(r"^\d{3} ", "", re.sub(r"^(\d{3} )?(GET|POST|PATCH|DELETE) \S+: ", "", text))
    return " ".join(text.split())[:400]
