"""The command ``powerlytics``: each command its file, each loading only what it uses."""

from __future__ import annotations


def main() -> None:
    """Run the command line and end the process: 0 done, 1 failed (one line why), 2 wrong use."""
    from pipeline.cli.app import run

    raise SystemExit(run())
