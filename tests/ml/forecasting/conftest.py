"""Models that were trained for seconds, once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml.forecasting import champion
from ml.forecasting.features import History
from ml.panel import Panel
from tests.ml.forecasting.invented import QUICK, estate


@pytest.fixture(scope="session")
def panel() -> Panel:
    return estate()


@pytest.fixture(scope="session")
def fitted(panel: Panel) -> champion.Forecaster:
    """The champion, trained for seconds on all but the last ten days."""
    return champion.fit("champion", History.of(panel.before(panel.hours - 240)), QUICK)


@pytest.fixture(scope="session")
def saved(fitted: champion.Forecaster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    fitted.save(folder)
    return folder
