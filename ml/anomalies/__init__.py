"""Anomalies: detectors, incidents and their causes."""

from ml.anomalies.detection import Detection, detect

__all__ = ["Detection", "detect"]
