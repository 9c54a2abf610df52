"""Child processes that end when their parent does, however it ends."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 5.0


def die_with_parent(signal_number: int = signal.SIGTERM) -> Callable[[], None]:
    """What ``preexec_fn`` calls: Linux then sends the signal when the parent dies, even by -9.

    Elsewhere it does nothing. The library is loaded here, before the fork.
    """
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal_number)

    return ask


def start(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a child whose output goes to ``log``; Ctrl-C reaches only its parent, who ends it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            process_group=0,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - called before any thread starts
        )


def stop(child: subprocess.Popen[bytes]) -> None:
    """End a child: politely, then for good."""
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def last_line(log: Path) -> str:
    """The last line that a child wrote: usually why it ended."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1][:500] if lines else "it said nothing"
