"""Real PostgreSQL and Redis servers for tests, each on a free port of 127.0.0.1."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import postgresql_bin

START_SECONDS = 120.0  # beside other loads 30 were not enough


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    """Poll ``ready`` until it is true; TimeoutError naming ``what`` after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not start within {seconds:.0f} s")
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Whether something accepts a connection on 127.0.0.1:port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(process: subprocess.Popen[bytes], seconds: float = 10.0) -> None:
    """End a child process: politely first."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis that keeps nothing on disk; gives its URL."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="powerlytics-redis-") as folder:
        command = f"redis-server --port {port} --bind 127.0.0.1 --appendonly no --dir {folder}"
        process = subprocess.Popen(
            [*command.split(), "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: listens(port), "redis-server")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            stop(process)


@contextmanager
def postgresql_server() -> Iterator[str]:
    """A fresh PostgreSQL cluster; gives a SQLAlchemy URL of an empty database.

    PostgreSQL refuses to run as root, so under root it runs as the package's user.
    """
    programs = postgresql_bin()
    if programs is None:
        raise FileNotFoundError("no PostgreSQL: call tests.needs.require('postgresql') first")
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="powerlytics-postgresql-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    data = folder / "data"
    initdb_options = f"-D {data} -U powerlytics --auth=trust --encoding=UTF8 --no-sync"
    postgres_options = f"-D {data} -p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
    try:
        subprocess.run(
            [*as_user, str(programs / "initdb"), *initdb_options.split()],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        process = subprocess.Popen(
            [*as_user, str(programs / "postgres"), *postgres_options.split()],
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            # it listens before it answers; pg_isready knows the difference
            ask = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
            wait_until(lambda: subprocess.run(ask, check=False).returncode == 0, "postgres")
            yield f"postgresql+psycopg://powerlytics@127.0.0.1:{port}/postgres"
        finally:
            stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
