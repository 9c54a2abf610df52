"""A small Vertex AI on loopback: the REST calls that google-cloud-aiplatform 2.7.0 really makes.

It keeps jobs, one model with versions and aliases, and every request; jobs end as they are told.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import unquote

LOCATION = "projects/1234/locations/europe-west1"


@dataclass
class Refusal(Exception):  # noqa: N818 - Google refuses, nothing here went wrong
    """An error as Google's services write them."""

    status: int
    reason: str
    message: str


@dataclass
class Vertex:
    """``states``: what a job answers, one request after the other; the last one stays."""

    states: list[str] = field(default_factory=lambda: ["JOB_STATE_SUCCEEDED"])
    failure: str = ""
    refusals: list[Refusal] = field(default_factory=list)
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        vertex = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length) or b"null")
                path = unquote(self.path.partition("?")[0])
                vertex.requests.append((self.command, path, body))
                status, said = vertex.answer(self.command, path, body)
                raw = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = do_PATCH = answer  # noqa: N815 - the base class's names

            def log_message(self, *_: object) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def bodies(self, method: str, ending: str) -> list[Any]:
        """What was sent to paths that end so."""
        return [body for m, path, body in self.requests if m == method and path.endswith(ending)]

    def aliases(self) -> dict[str, str]:
        """Which version each alias belongs to."""
        return {alias: v["versionId"] for v in self.versions for alias in v["versionAliases"]}

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            (
                "POST",
                r"/v1/projects/[^/]+/locations/[^/]+/(customJobs|batchPredictionJobs)",
                self.create,
            ),
            ("GET", r"/v1/(projects/.+/(?:customJobs|batchPredictionJobs)/\d+)", self.job),
            ("POST", r"/v1/projects/[^/]+/locations/[^/]+/models:upload", self.upload),
            ("GET", r"/(?:v1|ui)/(projects/.+/operations/\d+)", self.operation),
            (
                "GET",
                r"/v1/projects/[^/]+/locations/[^/]+/models/([^/:@]+)(?:@([^/:]+))?",
                self.model,
            ),
            ("GET", r"/v1/projects/.+/models/([^/:]+):listVersions", self.list_versions),
            ("POST", r"/v1/projects/.+/models/([^/:@]+)@([^/:]+):mergeVersionAliases", self.merge),
        ]
        try:
            if self.refusals:
                raise self.refusals.pop(0)
            for verb, pattern, answer in routes:
                if verb == method and (found := re.fullmatch(pattern, path)):
                    return 200, answer(body, *found.groups())
            raise Refusal(404, "NOT_FOUND", f"no such method: {method} {path}")
        except Refusal as no:
            error = {"code": no.status, "status": no.reason, "message": no.message}
            return no.status, {"error": error}

    def create(self, body: Any, kind: str) -> Any:
        name = f"{LOCATION}/{kind}/{len(self.jobs) + 1}"
        self.jobs[name] = {**body, "name": name, "asked": 0}
        return {**body, "name": name, "state": "JOB_STATE_PENDING"}

    def job(self, _: Any, name: str) -> Any:
        job = self.jobs[name]
        state = self.states[min(job["asked"], len(self.states) - 1)]
        job["asked"] += 1
        said = {key: value for key, value in job.items() if key != "asked"} | {"state": state}
        if state == "JOB_STATE_FAILED":
            said["error"] = {"code": 3, "message": self.failure}
        if state == "JOB_STATE_SUCCEEDED" and "batchPredictionJobs" in name:
            said["outputInfo"] = {
                "bigqueryOutputDataset": "bq://proj.out",
                "bigqueryOutputTable": "predictions_1",
            }
        return said

    def upload(self, body: Any) -> Any:
        parent = body.get("parentModel")
        if bool(parent) != bool(self.versions):
            raise Refusal(400, "INVALID_ARGUMENT", "parentModel only for a model that exists")
        model = body["model"]
        number = str(len(self.versions) + 1)
        wanted = list(model.get("versionAliases", []))
        if not self.versions and "default" not in wanted:
            wanted.append("default")
        for version in self.versions:
            version["versionAliases"] = [a for a in version["versionAliases"] if a not in wanted]
        name = body.get("modelId") or parent.rpartition("/")[2]
        self.versions.append(
            {
                **model,
                "name": f"{LOCATION}/models/{name}",
                "versionId": number,
                "versionAliases": wanted,
                "supportedInputStorageFormats": ["jsonl", "bigquery"],
                "supportedOutputStorageFormats": ["jsonl", "bigquery"],
            }
        )
        return {"name": f"{LOCATION}/operations/{number}"}

    def operation(self, _: Any, name: str) -> Any:
        kind = "type.googleapis.com/google.cloud.aiplatform.v1.UploadModelResponse"
        version = self.versions[int(name.rpartition("/")[2]) - 1]
        response = {"@type": kind, "model": version["name"], "modelVersionId": version["versionId"]}
        return {"name": name, "done": True, "response": response}

    def model(self, _: Any, name: str, version: str | None) -> Any:
        for found in self.versions:
            if found["name"].endswith(f"/{name}") and (version or "default") in (
                found["versionId"],
                *found["versionAliases"],
            ):
                return found
        raise Refusal(404, "NOT_FOUND", f"The Model {name}@{version} does not exist.")

    def list_versions(self, _: Any, name: str) -> Any:
        if not self.versions:
            raise Refusal(404, "NOT_FOUND", f"The Model {name} does not exist.")
        return {"models": self.versions}

    def merge(self, body: Any, name: str, version: str) -> Any:
        found = self.model(None, name, version)
        for alias in body["versionAliases"]:
            bare = alias.removeprefix("-")
            for each in self.versions:
                each["versionAliases"] = [a for a in each["versionAliases"] if a != bare]
            if alias == bare:
                found["versionAliases"].append(alias)
        return found
