"""Training and batch prediction: what reaches Vertex's API, and what a user hears of it."""

from __future__ import annotations

import pytest
from google.auth.exceptions import DefaultCredentialsError
from google.cloud.aiplatform import base

from bigquery.errors import PowerlyticsError
from ml.vertex import batch, client, registry, training
from ml.vertex.jobs import wait
from ml.vertex.settings import VertexSettings
from tests.ml.vertex.loopback import Refusal, Vertex

DATA = "gs://energy/exports/hourly.parquet"


def heard(error: pytest.ExceptionInfo[PowerlyticsError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def test_the_job_runs_our_container_with_the_command_of_one_machine(
    vertex: Vertex, settings: VertexSettings
) -> None:
    started = training.train(
        training.Training(DATA, "gs://energy/w.parquet", ("--seed", "3")), settings
    )
    (body,) = vertex.bodies("POST", "/customJobs")
    (worker,) = body["jobSpec"]["workerPoolSpecs"]
    folder = body["jobSpec"]["baseOutputDirectory"]["outputUriPrefix"]
    assert folder.startswith("gs://energy/training/powerlytics-train-")
    assert worker["machineSpec"]["machineType"] == "n2-standard-4"
    assert str(worker["replicaCount"]) == "1"
    assert worker["containerSpec"] == {
        "imageUri": settings.image,
        "args": [
            *("train", "--data", "/gcs/energy/exports/hourly.parquet"),
            *("--out", folder.replace("gs://", "/gcs/") + "/model"),
            *("--weather", "/gcs/energy/w.parquet", "--seed", "3"),
        ],
    }
    assert body["jobSpec"]["serviceAccount"] == settings.service_account
    job = wait(started, settings, poll_seconds=0)
    assert (job.state, job.output) == ("SUCCEEDED", f"{folder}/model")


def test_a_running_job_is_asked_after_until_it_ends(
    vertex: Vertex, settings: VertexSettings
) -> None:
    vertex.states = [*["JOB_STATE_PENDING"] * 2, *["JOB_STATE_RUNNING"] * 3, "JOB_STATE_SUCCEEDED"]
    said: list[str] = []
    started = training.train(training.Training(DATA), settings)
    job = wait(started, settings, said.append, poll_seconds=0)
    assert said == ["training: pending", "training: running", "training: succeeded"]
    assert job.name in vertex.jobs


def test_a_failed_job_is_one_line_with_its_reason(vertex: Vertex, settings: VertexSettings) -> None:
    vertex.states = ["JOB_STATE_RUNNING", "JOB_STATE_FAILED"]
    vertex.failure = "The replica workerpool0-0 exited with a non-zero status of 1.\nSee the logs."
    started = training.train(training.Training(DATA), settings)
    with pytest.raises(PowerlyticsError) as error:
        wait(started, settings, poll_seconds=0)
    text = heard(error)
    assert text.startswith("training failed: The replica workerpool0-0 exited")
    assert "/customJobs/1" in text


def test_a_cancelled_job_never_counts_as_done(vertex: Vertex, settings: VertexSettings) -> None:
    vertex.states = ["JOB_STATE_CANCELLED"]
    started = training.train(training.Training(DATA), settings)
    with pytest.raises(PowerlyticsError, match="training cancelled"):
        wait(started, settings, poll_seconds=0)


def test_one_bad_answer_while_waiting_does_not_lose_the_job(
    vertex: Vertex, settings: VertexSettings
) -> None:
    started = training.train(training.Training(DATA), settings)
    vertex.refusals = [Refusal(503, "UNAVAILABLE", "try again")]
    assert wait(started, settings, poll_seconds=0).state == "SUCCEEDED"


def test_a_vertex_that_stays_away_ends_the_wait(
    vertex: Vertex, settings: VertexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = training.train(training.Training(DATA), settings)
    monkeypatch.setattr(base, "_DEFAULT_RETRY", base._DEFAULT_RETRY.with_timeout(0.1))
    vertex.refusals = [Refusal(503, "UNAVAILABLE", "try again")] * 99
    with pytest.raises(PowerlyticsError) as error:
        wait(started, settings, poll_seconds=0)
    assert "did not answer" in heard(error)


@pytest.mark.parametrize(
    ("refusal", "advice"),
    [
        (
            Refusal(403, "PERMISSION_DENIED", "Permission 'aiplatform.customJobs.create' denied"),
            "grant this account roles/aiplatform.user on proj, and roles/iam.serviceAccountUser on",
        ),
        (
            Refusal(403, "PERMISSION_DENIED", "Vertex AI API has not been used in project 1234"),
            "gcloud services enable aiplatform.googleapis.com --project proj",
        ),
        (Refusal(429, "RESOURCE_EXHAUSTED", "custom_model_training_cpus exceeded"), "quota"),
        (Refusal(400, "INVALID_ARGUMENT", "Machine type is not supported"), "docs/vertex.md"),
        (Refusal(404, "NOT_FOUND", "Location not found"), "check the names and the region"),
    ],
    ids=lambda value: value.reason if isinstance(value, Refusal) else "",
)
def test_every_refusal_is_one_line_that_says_what_to_do(
    vertex: Vertex, settings: VertexSettings, refusal: Refusal, advice: str
) -> None:
    vertex.refusals = [refusal]
    with pytest.raises(PowerlyticsError) as error:
        training.train(training.Training(DATA), settings)
    text = heard(error)
    assert text.startswith(f"create the training job failed: {refusal.message}")
    assert advice in text
    assert "http://" not in text


def test_credentials_that_vertex_does_not_take_are_one_line(
    vertex: Vertex, settings: VertexSettings
) -> None:
    vertex.refusals = [Refusal(401, "UNAUTHENTICATED", "invalid credentials")]
    with pytest.raises(PowerlyticsError) as error:
        training.train(training.Training(DATA), settings)
    assert "gcloud auth application-default login" in heard(error)


def test_missing_credentials_are_one_line(
    settings: VertexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(*_: object, **__: object) -> None:
        raise DefaultCredentialsError("Your default credentials were not found.")

    monkeypatch.setattr("google.auth.default", absent)
    monkeypatch.setattr("google.cloud.aiplatform.initializer.global_config._credentials", None)
    monkeypatch.setattr(client, "_elsewhere", lambda _: {})
    with pytest.raises(PowerlyticsError) as error:
        training.train(training.Training(DATA), settings)
    assert "gcloud auth application-default login" in heard(error)


def test_a_server_that_is_not_there_is_one_line(settings: VertexSettings) -> None:
    nobody = settings.model_copy(update={"endpoint": "http://127.0.0.1:9"})
    with pytest.raises(PowerlyticsError) as error:
        training.train(training.Training(DATA), nobody)
    assert "did not answer" in heard(error)


def test_forecasts_go_from_bigquery_to_bigquery_by_the_champion(
    vertex: Vertex, settings: VertexSettings
) -> None:
    registry.register("gs://energy/training/a/model", settings)
    registry.promote("challenger", settings)
    registry.register("gs://energy/training/b/model", settings)
    started = batch.predict("bq://proj.analytics.meters", "bq://proj.out", settings)
    job = wait(started, settings, poll_seconds=0)
    (body,) = vertex.bodies("POST", "/batchPredictionJobs")
    assert body["model"].endswith("/models/powerlytics-forecaster@1")
    assert body["inputConfig"] == {
        "instancesFormat": "bigquery",
        "bigquerySource": {"inputUri": "bq://proj.analytics.meters"},
    }
    assert body["outputConfig"] == {
        "predictionsFormat": "bigquery",
        "bigqueryDestination": {"outputUri": "bq://proj.out"},
    }
    assert body["serviceAccount"] == settings.service_account
    assert body["dedicatedResources"]["machineSpec"]["machineType"] == "n2-standard-4"
    assert int(body["manualBatchTuningParameters"]["batchSize"]) == batch.METERS_A_REQUEST
    assert (job.state, job.output) == ("SUCCEEDED", "bq://proj.out.predictions_1")


def test_predicting_without_a_champion_is_one_line(
    vertex: Vertex, settings: VertexSettings
) -> None:
    registry.register("gs://energy/training/a/model", settings)
    with pytest.raises(PowerlyticsError) as error:
        batch.predict("bq://proj.analytics.meters", "bq://proj.out", settings)
    assert "champion" in heard(error)
    assert vertex.jobs == {}


@pytest.mark.parametrize(
    ("source", "to"),
    [("gs://energy/x", "bq://p.d"), ("bq://p.d.t", "p.d"), ("bq://p.d", "bq://p.d"), ("", "")],
)
def test_an_address_of_another_form_never_reaches_vertex(
    vertex: Vertex, settings: VertexSettings, source: str, to: str
) -> None:
    with pytest.raises(PowerlyticsError, match="is not a BigQuery address"):
        batch.predict(source, to, settings)
    assert vertex.requests == []
