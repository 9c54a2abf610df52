"""All of it once: sync, transform, drop what is too old. What the schedule repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.progress import Progress, silent
from pipeline.retention import Retained, retain
from pipeline.sync import SyncResult, sync
from pipeline.transform import TransformResult, transform

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse


@dataclass(frozen=True)
class RunResult:
    """What one run did."""

    syncs: list[SyncResult]
    transform: TransformResult
    retention: Retained

    @property
    def errors(self) -> list[str]:
        """One line a connection that failed; what the others landed is transformed all the same."""
        return [
            f"{result.connection}: {' '.join(str(result.error).split())}"
            for result in self.syncs
            if result.error
        ]


def run(settings: Settings, warehouse: Warehouse, progress: Progress = silent) -> RunResult:
    """Sync every connection, recompute what the new rows touched, drop what is too old."""
    return RunResult(
        syncs=sync(settings, warehouse, progress),
        transform=transform(warehouse, progress=progress),
        retention=retain(settings, warehouse),
    )
