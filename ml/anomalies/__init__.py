"""Anomalies: detectors, incidents and their causes."""

from ml.anomalies.detection import Detection, Known, detect, first_look

__all__ = ["Detection", "Known", "detect", "first_look"]
