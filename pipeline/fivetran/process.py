"""The connector in a child process of its own, spoken to over a unix socket."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import grpc  # type: ignore[import-untyped]

from bigquery.errors import PowerlyticsError
from pipeline.children import last_line
from pipeline.fivetran.messages import SERVICE, Messages

CONNECTOR = Path(__file__).resolve().parents[2] / "connector"
HOST = Path(__file__).with_name("host.py")
START_SECONDS = 60.0
MOST_BYTES = 128 * 1024 * 1024


class ConnectorError(PowerlyticsError):
    """The connector cannot be run, or ended its run; one line that says why."""


_RUNNING: set[ConnectorProcess] = set()


def end_all() -> None:
    """Kill every running connector: the syncs under way fail, what they committed stands."""
    for process in tuple(_RUNNING):
        process.kill()


class ConnectorProcess:
    """A running connector. One process a sync, as on the platform.

    ``row_data`` chooses the encoding of rows: bytes by column, or typed values. The child ends when
    its standard input does, so also when this process is killed.
    """

    def __init__(self, log: Path, folder: Path = CONNECTOR, *, row_data: bool = True) -> None:
        python = folder / ".venv" / "bin" / "python"
        if not python.exists():
            python = CONNECTOR / ".venv" / "bin" / "python"
        if not python.exists():
            raise ConnectorError(
                f"the connector's environment is missing: uv sync --project {folder}"
            )
        self.log = log
        self._folder = Path(tempfile.mkdtemp(prefix="powerlytics-"))
        socket, described = self._folder / "grpc", self._folder / "messages"
        environment = {
            **os.environ,
            "ConnectorSdkRemoveValueType": str(row_data).lower(),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._child = subprocess.Popen(
                [str(python), str(HOST), str(folder), str(socket), str(described)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                process_group=0,
            )
        _RUNNING.add(self)
        try:
            self._channel = self._connect(socket)
            self.messages = Messages(described.read_bytes())
        except BaseException:
            self.close()
            raise

    def _connect(self, socket: Path) -> grpc.Channel:
        deadline = time.monotonic() + START_SECONDS
        while b"serving" not in self.log.read_bytes():
            if self._child.poll() is not None:
                raise ConnectorError(f"the connector does not start: {last_line(self.log)}")
            if time.monotonic() > deadline:
                raise ConnectorError(f"the connector did not start within {START_SECONDS:.0f} s")
            time.sleep(0.02)
        options = [
            ("grpc.max_receive_message_length", MOST_BYTES),
            ("grpc.max_send_message_length", MOST_BYTES),
        ]
        return grpc.insecure_channel(f"unix:{socket}", options=options)

    def call(self, method: str, request: Any, answer: Any) -> Any:  # noqa: ANN401 - dynamic messages
        """One answer. Raises ConnectorError with the connector's own words."""
        stub = self._channel.unary_unary(
            f"{SERVICE}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=answer.FromString,
        )
        try:
            return stub(request, timeout=600)
        except grpc.RpcError as error:
            raise ConnectorError(in_one_line(error)) from None

    def update(self, configuration: Mapping[str, str], state_json: str | None) -> Iterator[bytes]:
        """The raw answers of Update, as they come. Raises ConnectorError."""
        stub = self._channel.unary_stream(
            f"{SERVICE}/Update",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=None,
        )
        request = self.messages.UpdateRequest(
            configuration=configuration, state_json=state_json or "{}"
        )
        stream = stub(request)
        try:
            yield from stream
        except grpc.RpcError as error:
            raise ConnectorError(in_one_line(error)) from None
        finally:
            stream.cancel()

    def retries(self) -> int:
        """How many requests the connector tried again, by its log."""
        return self.log.read_bytes().count(b'"message":"retry ') + self.log.read_bytes().count(
            b'"message": "retry '
        )

    def kill(self) -> None:
        """End the child at once; whoever reads from it gets a ConnectorError."""
        self._child.kill()

    def close(self) -> None:
        """End the child and remove the socket."""
        _RUNNING.discard(self)
        if hasattr(self, "_channel"):
            self._channel.close()
        if self._child.stdin:
            self._child.stdin.close()
        try:
            self._child.wait(2)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def in_one_line(error: grpc.RpcError) -> str:
    """What the connector said, without the SDK's wrapping and its traceback."""
    details = str(error.details() if isinstance(error, grpc.Call) else error)
    line = (details.strip() or "the connector ended without a word").splitlines()[0]
    for wrap in ("Exception iterating responses: ", "Exception calling application: "):
        line = line.removeprefix(wrap)
    if line.startswith("failed while executing") and " error: " in line:
        line = line.split(" error: ", 1)[1]
    if "Socket closed" in line or "failed to connect" in line:
        line = "the connector's process ended in the middle of the sync"
    return line[:1000]


def message_of(text: str) -> str:
    """A task's or warning's text: the SDK wraps it in JSON."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return str(found.get("message", text)) if isinstance(found, dict) else text
