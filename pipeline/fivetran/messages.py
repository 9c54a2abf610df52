"""The SDK's protobuf messages, built from the descriptors that the connector's host hands over."""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "fivetran_sdk.v2"
SERVICE = f"/{PACKAGE}.SourceConnector"


class Messages:
    """Message classes by their short name; typed Any, since they exist only at run time."""

    def __init__(self, described: bytes) -> None:
        pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(described).file:
            pool.Add(file)
        self._pool = pool

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - made at run time
        found = self._pool.FindMessageTypeByName(f"{PACKAGE}.{name}")
        made = message_factory.GetMessageClass(found)
        setattr(self, name, made)
        return made
