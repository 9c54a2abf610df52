"""The training of one machine, run as a custom job of Vertex in our own container."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ml.vertex.client import connect
from ml.vertex.errors import one_line
from ml.vertex.jobs import Started
from ml.vertex.settings import VertexSettings


@dataclass(frozen=True)
class Training:
    """What to train on: wide Parquet files in Cloud Storage, gs://BUCKET/PATH.

    ``options`` go to ``powerlytics train`` as they are.
    """

    data: str
    weather: str | None = None
    options: tuple[str, ...] = ()


def train(training: Training, settings: VertexSettings) -> Started:
    """Start the custom job; its output is the model's folder, to be registered.

    Raises PowerlyticsError: a setting or a permission that is missing.
    """
    bucket, image, account = settings.need("bucket", "image", "service_account")
    aiplatform = connect(settings)
    name = f"powerlytics-train-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    folder = f"{bucket}/training/{name}"
    with one_line("create the training job", settings):
        job = aiplatform.CustomJob(
            display_name=name,
            worker_pool_specs=[worker(training, image, settings.machine_type, folder)],
            base_output_dir=folder,  # Vertex sets AIP_MODEL_DIR to its folder "model"
        )
        job.submit(service_account=account)
    return Started(job, "training", lambda _: f"{folder}/model")


def worker(training: Training, image: str, machine_type: str, folder: str) -> dict[str, Any]:
    """One machine that runs ``powerlytics train``; the image's entry point is the command."""
    return {
        "machine_spec": {"machine_type": machine_type},
        "replica_count": 1,
        "container_spec": {"image_uri": image, "args": arguments(training, folder)},
    }


def arguments(training: Training, folder: str) -> Sequence[str]:
    """The command line. In a job of Vertex every bucket is a folder: gs://b/x is /gcs/b/x."""
    found = ["train", "--data", mounted(training.data), "--out", mounted(f"{folder}/model")]
    if training.weather:
        found += ["--weather", mounted(training.weather)]
    return [*found, *training.options]


def mounted(address: str) -> str:
    """Where a job of Vertex sees a file of Cloud Storage."""
    return "/gcs/" + address.removeprefix("gs://") if address.startswith("gs://") else address
