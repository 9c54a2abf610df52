"""The source's HTTP API: pages, retries, and errors that an administrator can act on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from fivetran_connector_sdk import Logging as log

LONGEST_WAIT = 60.0
MOST_EXPIRIES = 10


class SourceError(Exception):
    """The source cannot be read; the message says what an administrator has to do."""


class CursorExpiredError(Exception):
    """The source forgot the position of a page: go on from the last updated_at."""


class Api:
    """A session with one source, with one key.

    Refusals that no retry can mend (400, 401, 403, 404) raise SourceError at once. Anything else
    that goes wrong is tried again after min(60, base * 2**n) seconds, or after Retry-After.
    """

    def __init__(self, configuration: dict[str, str]) -> None:
        self.base_url = configuration["base_url"].rstrip("/")
        self.timeout = float(configuration.get("timeout_seconds", "30"))
        self.retries = int(configuration.get("max_retries", "5"))
        self.wait = float(configuration.get("retry_base_seconds", "1"))
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {configuration['api_key']}"
        self.session.headers["Accept"] = "application/json"
        if urlsplit(self.base_url).hostname in ("127.0.0.1", "localhost"):
            self.session.headers["Accept-Encoding"] = "identity"  # packing costs more than loopback

    def get(self, path: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """The JSON object at `path`. Raises SourceError, CursorExpiredError."""
        url = f"{self.base_url}{path}"
        for attempt in range(self.retries + 1):
            wait = min(LONGEST_WAIT, self.wait * 2**attempt)
            try:
                answer = self.session.get(
                    url, params=parameters, timeout=self.timeout, allow_redirects=False
                )
                if answer.status_code == 200:
                    found = answer.json()
                    if isinstance(found, dict):
                        return found
                    problem = "answered with JSON that is no object"
                else:
                    self._refuse(answer, path)
                    problem = f"answered {answer.status_code}"
                    wait = _retry_after(answer, wait)
            except requests.exceptions.JSONDecodeError:
                problem = "answered with broken JSON"
            except requests.Timeout:
                problem = f"did not answer within {self.timeout:g} s"
            except (
                requests.exceptions.InvalidURL,
                requests.exceptions.InvalidSchema,
                requests.exceptions.InvalidHeader,
            ):
                raise SourceError(
                    f"base_url {self.base_url} or api_key cannot be used: check both"
                ) from None
            except requests.RequestException:
                problem = "could not be reached or cut the connection"
            if attempt < self.retries:
                log.warning(f"retry {attempt + 1}/{self.retries} of {path}: the source {problem}")
                time.sleep(wait)
        raise SourceError(
            f"{url} {problem} ({self.retries + 1} attempts): check base_url, that the source is up"
            " and that its firewall lets this connector in; the next sync goes on where this ended"
        )

    def _refuse(self, answer: requests.Response, path: str) -> None:
        """Raise for a status that no retry mends."""
        detail = _detail(answer)
        match answer.status_code:
            case 410:
                raise CursorExpiredError
            case 400 | 422:
                raise SourceError(f"the source refuses the request for {path}: {detail}")
            case 401:
                raise SourceError(
                    "the source does not know this api_key (401): create a new key there and put"
                    " it into the connection's api_key"
                )
            case 403:
                raise SourceError(
                    f"this api_key may not read {path} (403): give the key that permission at the"
                    " source, or use another key"
                )
            case 404:
                raise SourceError(
                    f"{self.base_url} has no {path} (404): base_url must be the address of the"
                    " device API, without /v1"
                )
            case status if 300 <= status < 400:
                raise SourceError(
                    f"{self.base_url} redirects to {answer.headers.get('Location', 'elsewhere')}:"
                    " use that address as base_url"
                )

    def pages(self, path: str, parameters: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
        """The pages of a list, the next one being fetched while one is worked on.

        Raises CursorExpiredError between pages: the caller knows up to where it got.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="page") as ahead:
            coming = ahead.submit(self.get, path, parameters)
            while True:
                page = coming.result()
                rows, cursor = page.get("data"), page.get("next_cursor")
                if not isinstance(rows, list):
                    raise SourceError(f"{self.base_url}{path} answers without data: check base_url")
                if cursor:
                    coming = ahead.submit(self.get, path, {**parameters, "cursor": cursor})
                yield [row for row in rows if isinstance(row, dict)]
                if not cursor:
                    return


def _detail(answer: requests.Response) -> str:
    try:
        found = answer.json()
        return str(found.get("detail") or found.get("title") or answer.status_code)[:300]
    except (ValueError, AttributeError):
        return f"status {answer.status_code}"


def _retry_after(answer: requests.Response, otherwise: float) -> float:
    """Seconds to wait: what Retry-After asks for (seconds or a date), at most five minutes."""
    asked = answer.headers.get("Retry-After", "").strip()
    if not asked:
        return otherwise
    try:
        seconds = float(asked)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            return otherwise
    return min(max(seconds, 0.0), 300.0)
