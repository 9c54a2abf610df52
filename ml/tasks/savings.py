"""What changes have saved so far: ``saving`` for many of them at once."""

from __future__ import annotations

from typing import Any

from bigquery.errors import PowerlyticsError
from ml.tasks.recommend import PARTS
from ml.tasks.saving import measure
from ml.work import Done, Work


def run(work: Work) -> Done:
    """Options: ``changes``, each the options of a saving. Tables in: ``PART_N`` of each. The answer
    holds ``savings`` in the same order: a saving, or ``why`` there is none."""
    return Done(said={"savings": [_one(work, n) for n in range(len(work.options["changes"]))]})


def _one(work: Work, number: int) -> dict[str, Any]:
    tables = {part: work.tables[f"{part}_{number}"] for part in PARTS}
    try:
        return measure(tables, work.options["changes"][number])
    except PowerlyticsError as error:
        return {"why": str(error)}
