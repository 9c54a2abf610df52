"""Detectors, each one for its incident: what it scores, and how it does on measured events."""

from ml.anomalies.detectors.base_load import BaseLoad
from ml.anomalies.detectors.hour_of_week import HourOfWeek
from ml.anomalies.detectors.interval_breach import IntervalBreach
from ml.anomalies.detectors.level_shift import LevelShift, Trend
from ml.anomalies.detectors.lstm_reconstruction import LstmReconstruction
from ml.anomalies.detectors.no_data import NoData
from ml.anomalies.detectors.protocol import Detector, Seen
from ml.anomalies.detectors.seasonal_residual import SeasonalResidual
from ml.anomalies.detectors.stuck import Stuck
from ml.anomalies.detectors.z_score import ZScore

ALL: tuple[Detector, ...] = (
    ZScore(),
    HourOfWeek(),
    SeasonalResidual(),
    LevelShift(),
    Trend(),
    BaseLoad(),
    IntervalBreach(),
    Stuck(),
    NoData(),
    LstmReconstruction(),
)
BY_NAME = {detector.name: detector for detector in ALL}

__all__ = ["ALL", "BY_NAME", "Detector", "Seen"]
