"""What follows a transform: forecasts, incidents, recommendations, savings, skill, new models.

Each step looks for itself whether it is due, and one that fails stops no other; it rests for a
while before it is tried again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from ml.registry import Registry
from ml.runs import Kind, Run, record
from pipeline.adopt import adopt
from pipeline.apart import InterruptedWorkError
from pipeline.detect import detect
from pipeline.drift import watch
from pipeline.forecast import forecast
from pipeline.panel import known
from pipeline.progress import Progress, silent
from pipeline.promote import promote
from pipeline.recommend import recommend
from pipeline.savings import savings
from pipeline.score import score
from pipeline.train import train

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

log = logging.getLogger(__name__)
DAILY = timedelta(days=1)
RETRAIN = timedelta(days=7)
ENOUGH = timedelta(days=60)  # to learn from and to be tested on
SINCE = timedelta(days=60)  # runs that are looked at
REST_SECONDS = 600.0
Say = Callable[[str], None]


@dataclass(frozen=True)
class Insight:
    """One installation's; called after a transform. ``left``: set when the process is to end."""

    settings: Settings
    warehouse: Warehouse
    say: Say
    left: threading.Event = field(default_factory=threading.Event)
    progress: Progress = silent
    resting: dict[str, float] = field(default_factory=dict)

    def __call__(self) -> None:
        """Everything that is due, in order."""
        for name, step in STEPS:
            if self.left.is_set():
                return
            if self.resting.get(name, 0.0) > time.monotonic():
                continue
            try:
                step(self)
            except InterruptedWorkError:
                return
            except Exception as error:
                # A schedule that dies in silence is worse than a trace in the log.
                self._failed(name, error)

    def last(self, *kinds: Kind, failed: bool = False) -> datetime | None:
        """When one of these was last done, or ``failed``."""
        return max(
            (run["started_at"] for run in self._runs(failed) if run["kind"] in kinds), default=None
        )

    def drifted(self) -> bool:
        """Whether the newest watch saw a drift, and it was the champion that it watched."""
        champion = Registry(self.settings.home / "models").pointers().champion
        watched = (run for run in self._runs() if run["kind"] == "drift")
        return any(run["drifted"] and run["version"] == champion for run in watched)

    def training_due(self) -> bool:
        """Seven days after the last training or promotion, one where the watch saw a drift.

        A training that failed is tried again after a day: it takes minutes of all processors.
        """
        every = DAILY if self.drifted() else RETRAIN
        return _due(self.last("train", "promote"), every) and _due(
            self.last("train", failed=True), DAILY
        )

    def _runs(self, failed: bool = False) -> list[dict[str, Any]]:
        asked = {"since": datetime.now(UTC) - SINCE}
        rows = self.warehouse.query(load("ml_last_runs"), asked).to_pylist()
        return [row for row in rows if (row["status"] == "failed") == failed]

    def _failed(self, name: str, error: Exception) -> None:
        self.resting[name] = time.monotonic() + REST_SECONDS
        known_error = isinstance(error, PowerlyticsError)
        if not known_error:
            log.exception("%s failed", name)
        why = " ".join(str(error).split()) if known_error else "see the log"
        self.say(f"{time.strftime('%H:%M:%S')} {name} failed: {why}")
        kind = KINDS.get(name)
        if kind is not None:
            try:
                now = datetime.now(UTC)
                record(self.warehouse, Run(kind, "failed", now, note=why))
            except PowerlyticsError:
                log.exception("the failed run of %s could not be recorded", name)


def _adopt(insight: Insight) -> None:
    adopt(insight.settings, insight.warehouse)


def _forecast(insight: Insight) -> None:
    done = forecast(insight.settings, insight.warehouse, insight.progress)
    if done.rows:
        _say(insight, f"forecast: {done.rows:,} rows by {done.version}", done.duration_seconds)


def _detect(insight: Insight) -> None:
    done = detect(insight.settings, insight.warehouse, insight.progress)
    if done.look is not None:
        _say(insight, f"{done.look} look: {done.incidents:,} incidents", done.duration_seconds)


def _recommend(insight: Insight) -> None:
    if _due(insight.last("recommend"), DAILY) and known(insight.warehouse, datetime.now(UTC)):
        done = recommend(insight.settings, insight.warehouse, insight.progress)
        _say(insight, f"{done.recommendations:,} recommendations", done.duration_seconds)


def _savings(insight: Insight) -> None:
    began = time.monotonic()
    if measured := savings(insight.settings, insight.warehouse, insight.progress):
        _say(insight, f"{measured:,} savings measured", time.monotonic() - began)


def _score(insight: Insight) -> None:
    if _due(insight.last("backtest"), DAILY):
        score(insight.settings, insight.warehouse)


def _watch(insight: Insight) -> None:
    if insight.last("forecast") is not None and _due(insight.last("drift"), DAILY):
        watch(insight.settings, insight.warehouse)


def _train(insight: Insight) -> None:
    if not insight.training_due():
        return
    spans = known(insight.warehouse, datetime.now(UTC)).values()
    if not any(span.end - span.first >= ENOUGH for span in spans):
        return
    done = train(insight.settings, insight.warehouse, insight.progress)
    _say(insight, f"trained {done.version}", done.duration_seconds)
    result = promote(insight.settings, insight.warehouse)
    _say(insight, f"{result.champion} serves: {result.why}", 0.0)


STEPS: tuple[tuple[str, Callable[[Insight], None]], ...] = (
    ("adopt", _adopt),
    ("forecast", _forecast),
    ("detect", _detect),
    ("recommend", _recommend),
    ("savings", _savings),
    ("score", _score),
    ("drift", _watch),
    ("train", _train),
)
KINDS: dict[str, Kind] = {  # a training that fails records itself
    "adopt": "promote",
    "forecast": "forecast",
    "detect": "detect",
    "recommend": "recommend",
    "score": "backtest",
    "drift": "drift",
}


def _due(last: datetime | None, every: timedelta) -> bool:
    return last is None or datetime.now(UTC) - last >= every


def _say(insight: Insight, text: str, seconds: float) -> None:
    took = f", {seconds:.1f} s" if seconds else ""
    insight.say(f"{time.strftime('%H:%M:%S')} {text}{took}")
