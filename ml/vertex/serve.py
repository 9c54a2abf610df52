"""The prediction container: what Vertex asks of it, answered by a registered forecaster.

``python -m ml.vertex.serve`` loads the model folder that AIP_STORAGE_URI names (gs://... or a local
folder) and answers on AIP_HTTP_PORT: GET /health, POST /predict {"instances": [...]} with one
prediction for each instance, in the same order.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from fastapi import Body, FastAPI, HTTPException

from bigquery.errors import PowerlyticsError
from ml.vertex.instances import Predicts, predictions
from ml.vertex.registry import HEALTH_ROUTE, PORT, PREDICT_ROUTE


def app(forecaster: Predicts) -> FastAPI:
    """The two routes of Vertex's contract around one loaded forecaster."""
    api = FastAPI(title="Powerlytics forecaster", docs_url=None, redoc_url=None, openapi_url=None)

    @api.get(os.environ.get("AIP_HEALTH_ROUTE", HEALTH_ROUTE))
    def health() -> dict[str, str]:
        return {"status": "ready"}

    @api.post(os.environ.get("AIP_PREDICT_ROUTE", PREDICT_ROUTE))
    def predict(body: dict[str, Any] = Body()) -> dict[str, list[dict[str, Any]]]:  # noqa: B008
        instances = body.get("instances")
        if not isinstance(instances, list):
            raise HTTPException(400, 'send {"instances": [...]}')
        return {"predictions": predictions(forecaster, instances)}

    return api


def fetch(address: str, into: Path) -> Path:
    """The model folder as a local one: downloaded into ``into`` when it lies in Cloud Storage.

    Raises PowerlyticsError: nothing lies there.
    """
    if not address.startswith("gs://"):
        return Path(address)
    from google.cloud import storage  # type: ignore[attr-defined] # it has no types

    bucket, _, prefix = address.removeprefix("gs://").rstrip("/").partition("/")
    for blob in storage.Client().list_blobs(bucket, prefix=f"{prefix}/"):
        file = into / blob.name.removeprefix(f"{prefix}/")
        if blob.name.endswith("/") or into not in file.resolve().parents:
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        blob.download_to_filename(str(file))
    if not any(into.iterdir()):
        raise PowerlyticsError(f"{address} is empty: register the folder that training wrote")
    return into


def main() -> None:
    """Load, then listen."""
    import uvicorn

    from ml.forecasting import champion

    with tempfile.TemporaryDirectory() as folder:
        forecaster = champion.load(fetch(os.environ["AIP_STORAGE_URI"], Path(folder).resolve()))
    port = int(os.environ.get("AIP_HTTP_PORT", PORT))
    uvicorn.run(app(forecaster), host=os.environ.get("POWERLYTICS_HOST", "0.0.0.0"), port=port)  # noqa: S104 - a container's only door


if __name__ == "__main__":
    main()
