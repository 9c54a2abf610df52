"""A stand-in for Google's side of the REST API: it answers what a test says and notes what came.

For what no emulator does: refusals, outages, limits. The client in front of it is the real one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud.bigquery import Client

from bigquery.bigquery_warehouse import BigQueryWarehouse

Answer = tuple[int, dict[str, Any]]


def refusal(status: int, reason: str, message: str) -> Answer:
    """An error as BigQuery writes it."""
    parts = [{"reason": reason, "message": message, "domain": "global"}]
    return status, {"error": {"code": status, "message": message, "errors": parts}}


@contextmanager
def answering(answer: Callable[[dict[str, Any]], Answer]) -> Iterator[tuple[str, list[Any]]]:
    """Its address, and the bodies that were posted to it."""
    posted: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def _respond(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size) or b"{}") if size else {}
            if size:
                posted.append(body)
            status, said = answer(body)
            text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = _respond  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", posted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def warehouse_at(url: str, timeout: float = 30.0) -> BigQueryWarehouse:
    """The product's warehouse, its client pointed at ``url``."""
    client = Client(
        project="acme", credentials=AnonymousCredentials(), client_options={"api_endpoint": url}
    )
    return BigQueryWarehouse(client, max_bytes_billed=12345, timeout=timeout)
