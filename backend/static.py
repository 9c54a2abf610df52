"""The exported frontend, served as files: /building is building.html.

A page's Content-Security-Policy names the hashes of its own inline scripts, so nothing else runs.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

EXPORT = Path(__file__).parents[1] / "frontend" / "out"
INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
HASHED = re.compile(r"/_next/static/")
MISSING = (
    "<!doctype html><html lang=en><title>Powerlytics</title><p>The frontend is not built: "
    "<code>make frontend</code>. The API is at "
    "<a href=/api/v1/openapi.json>/api/v1/openapi.json</a>."
)


class Frontend(StaticFiles):
    """Files of the export with caching and security headers."""

    def __init__(self, folder: Path = EXPORT) -> None:
        super().__init__(directory=folder, check_dir=False, html=True)
        self._folder = folder

    async def check_config(self) -> None:
        """A folder that is not there is a frontend that is not built, not a failure."""

    def lookup_path(self, path: str) -> tuple[str, object]:  # type: ignore[override]
        """The file of a path; a page may be asked for without its .html."""
        found, stat = super().lookup_path(path)
        if (stat is None or Path(found).is_dir()) and path not in {"", "."}:
            page, page_stat = super().lookup_path(path.rstrip("/") + ".html")
            if page_stat is not None:
                return page, page_stat
        return found, stat

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        if path.startswith("api/"):
            raise HTTPException(404)
        if path in {"", "."} and not (self._folder / "index.html").is_file():
            return Response(MISSING, 503, media_type="text/html")
        try:
            response = await super().get_response(path, scope)
        except (OSError, ValueError):  # a name that no file system takes
            raise HTTPException(404) from None
        if response.status_code not in {200, 304, 404}:
            return response
        forever = HASHED.search("/" + path) and response.status_code != 404
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if forever else "no-cache"
        )
        response.headers["Content-Security-Policy"] = _policy(self._file(path, response))
        return response

    def _file(self, path: str, response: Response) -> Path | None:
        """The file behind a response; a 304 names none, and its policy replaces the page's."""
        if isinstance(response, FileResponse):
            return Path(response.path)
        found, stat = self.lookup_path(path)
        if stat is not None and Path(found).is_dir():
            found, stat = self.lookup_path(f"{path}/index.html")
        return None if stat is None else Path(found)


def _policy(file: Path | None) -> str:
    scripts = ""
    if file is not None and file.suffix == ".html":
        scripts = _hashes(file, file.stat().st_mtime_ns)
    return (
        f"default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


@lru_cache(maxsize=256)
def _hashes(file: Path, _changed: int) -> str:
    found = (sha256(script).digest() for script in INLINE.findall(file.read_bytes()))
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in found)
