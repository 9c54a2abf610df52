"""Anomalies: detectors, incidents and their causes."""

from ml.anomalies.detection import Detection, detect, first_look

__all__ = ["Detection", "detect", "first_look"]
