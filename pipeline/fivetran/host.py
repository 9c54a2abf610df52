"""Runs in the connector's environment: serves the connector's gRPC on a unix socket.

    python host.py FOLDER_OF_CONNECTOR SOCKET DESCRIPTORS

The SDK's own ``Connector.run`` listens on all interfaces, so its servicer is registered here.
DESCRIPTORS receives the SDK's messages as a FileDescriptorSet, so that the other side needs no SDK.
Imports nothing of ours. Ends when its standard input does: whoever started it is gone then, and
what lay in the socket's folder is of no more use.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from concurrent import futures
from pathlib import Path
from typing import Any

MOST_BYTES = 128 * 1024 * 1024


def descriptors(*modules: Any) -> bytes:  # noqa: ANN401 - modules of the SDK
    """The files that describe these modules' messages, each after those it imports."""
    descriptor_pb2: Any = importlib.import_module("google.protobuf.descriptor_pb2")
    found = descriptor_pb2.FileDescriptorSet()
    seen: set[str] = set()

    def add(file: Any) -> None:  # noqa: ANN401 - a file of messages
        if file.name in seen:
            return
        seen.add(file.name)
        for needed in file.dependencies:
            add(needed)
        file.CopyToProto(found.file.add())

    for module in modules:
        add(module.DESCRIPTOR)
    return bytes(found.SerializeToString())


def main(folder: str, socket: str, described: str) -> None:
    """Serve until standard input ends."""
    os.chdir(folder)
    sys.path.insert(0, folder)
    sdk: Any = importlib.import_module("fivetran_connector_sdk")
    protos: Any = importlib.import_module("fivetran_connector_sdk.protos.connector_sdk_pb2")
    common: Any = importlib.import_module("fivetran_connector_sdk.protos.common_pb2")
    service: Any = importlib.import_module("fivetran_connector_sdk.protos.connector_sdk_pb2_grpc")
    grpc: Any = importlib.import_module("grpc")
    connector = importlib.import_module("connector").connector
    sdk.Logging.LOG_LEVEL = sdk.Logging.Level.INFO
    options = [
        ("grpc.max_send_message_length", MOST_BYTES),
        ("grpc.max_receive_message_length", MOST_BYTES),
    ]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4), options=options)
    service.add_SourceConnectorServicer_to_server(connector, server)
    server.add_insecure_port(f"unix:{socket}")
    Path(described).write_bytes(descriptors(common, protos))
    server.start()
    print("serving", flush=True)  # noqa: T201 - the log says that it got this far
    while sys.stdin.buffer.read(4096):
        pass
    with contextlib.suppress(OSError):  # whoever started it may have been killed
        Path(described).unlink()
        Path(socket).unlink(missing_ok=True)
        Path(socket).parent.rmdir()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:4])
