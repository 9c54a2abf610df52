"""Bytes on the wire."""

import gzip

from starlette.requests import Request
from starlette.responses import Response


def packed(body: bytes, request: Request, media_type: str = "application/json") -> Response:
    """The answer, gzipped when the client asks for it."""
    headers = {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=1)
    return Response(body, headers=headers, media_type=media_type)
