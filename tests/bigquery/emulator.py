"""A BigQuery on loopback: the emulator's child process, and clients that talk to it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
from google.cloud.bigquery_storage import BigQueryReadClient
from google.cloud.bigquery_storage_v1.services.big_query_read.transports import (
    BigQueryReadGrpcTransport,
)

from bigquery.settings import Settings
from tests.bigquery.install_emulator import PYTHON, environment
from tests.servers import free_port, listens, stop, wait_until

PROJECT = "local"
START_SECONDS = 90.0  # 2 s on a free machine


@dataclass(frozen=True)
class Emulator:
    """Where it listens."""

    rest_port: int
    grpc_port: int

    @property
    def settings(self) -> Settings:
        """Settings as an owner would set them for an emulator."""
        return Settings(
            warehouse="bigquery",
            bigquery_project=PROJECT,
            bigquery_endpoint=f"http://127.0.0.1:{self.rest_port}",
        )

    def storage(self) -> BigQueryReadClient:
        """The real Storage Read client, without TLS."""
        channel = grpc.insecure_channel(f"127.0.0.1:{self.grpc_port}")
        return BigQueryReadClient(transport=BigQueryReadGrpcTransport(channel=channel))


@contextmanager
def emulator() -> Iterator[Emulator]:
    """An emulator that keeps everything in memory; ended with the block."""
    found = Emulator(free_port(), free_port())
    main = Path(__file__).with_name("emulator_process.py")
    options = f"--rest-port {found.rest_port} --grpc-port {found.grpc_port} --project {PROJECT}"
    process = subprocess.Popen(
        [str(PYTHON), str(main), "start", *options.split(), "--log-level", "error"],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: listens(found.rest_port), "bqemulator", START_SECONDS)
        yield found
    finally:
        stop(process)
