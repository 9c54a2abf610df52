"""What Google's client says went wrong, in one line that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager

import requests
from google.api_core import exceptions
from google.auth.exceptions import GoogleAuthError

from bigquery.errors import PowerlyticsError

LOG_IN = "run `gcloud auth application-default login` or set GOOGLE_APPLICATION_CREDENTIALS"

_ASKED_FOR = (
    exceptions.GoogleAPIError,
    GoogleAuthError,
    requests.RequestException,
    ConnectionError,
    FutureTimeoutError,
    TimeoutError,
)


@contextmanager
def one_line(what: str, project: str, endpoint: str) -> Iterator[None]:
    """Every error of Google's client that leaves the block is a PowerlyticsError."""
    try:
        yield
    except _ASKED_FOR as error:
        raise explain(error, what, project, endpoint) from error


def explain(error: Exception, what: str, project: str, endpoint: str) -> PowerlyticsError:
    """``what`` is what was being done, such as "load holidays"."""
    said = _message(error)
    if "bytes billed" in said.lower():
        advice = "narrow the period or raise POWERLYTICS_BIGQUERY_MAX_BYTES_BILLED"
    elif isinstance(error, GoogleAuthError | exceptions.Unauthorized):
        advice = f"no valid Google credentials: {LOG_IN}"
    elif isinstance(error, exceptions.Forbidden) and "denied" in said.lower():
        advice = (
            f"grant this account roles/bigquery.jobUser and roles/bigquery.dataEditor on {project}"
        )
    elif isinstance(error, exceptions.NotFound):
        advice = f"run `powerlytics init`, or check the project ({project}) and the location"
    elif isinstance(error, exceptions.TooManyRequests | exceptions.Forbidden):
        advice = "a quota or a policy stands in the way: see the project's quotas, or try later"
    elif isinstance(error, exceptions.ClientError):
        return PowerlyticsError(f"{what} failed: {said}")
    else:
        advice = f"BigQuery at {endpoint} did not answer in time: check the network, or try later"
    return PowerlyticsError(f"{what} failed: {said} ({advice})")


def _message(error: Exception) -> str:
    """The service's own words, without address, job id and repetition."""
    details = getattr(error, "errors", None) or [{}]
    said = details[0].get("message") if isinstance(details[0], dict) else None
    text = said or getattr(error, "message", None) or str(error) or type(error).__name__
    text = re.sub(r"^(GET|POST|PUT|PATCH|DELETE) \S+: ", "", text)
    return " ".join(text.split("; reason: ")[0].split())[:400]
