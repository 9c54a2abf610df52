"""The judge: GoogleSQL's reference implementation, run as a child process on loopback."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

import grpc

from tests.googlesql.install import SERVER, STUBS

if str(STUBS) not in sys.path:
    sys.path.insert(0, str(STUBS))

import local_service_pb2 as service
import local_service_pb2_grpc as stubs
from zetasql.proto import simple_catalog_pb2 as catalogs
from zetasql.public import options_pb2 as options

from tests.googlesql.values import decode, encode, type_of

Tables = Mapping[str, Mapping[str, str]]
Rows = Mapping[str, Iterable[Any]]


class Rejected(Exception):
    """GoogleSQL refused the statement; the message is its own."""


class GoogleSQL:
    """Analyses and executes GoogleSQL. Use it as a context manager: the child ends with it.

    Tables are {"dataset.table" or "table": {column: type}}; rows are tuples in the order of the
    columns, or dicts. Every call is independent of the others.
    """

    def __init__(self) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self._child = subprocess.Popen(
            [str(SERVER), "localhost", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._connect(port)
        except BaseException:
            self.close()
            raise

    def _connect(self, port: int) -> None:
        limits = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=limits)
        grpc.channel_ready_future(self._channel).result(timeout=30)
        self._stub = stubs.ZetaSqlLocalServiceStub(self._channel)
        self._language = self._stub.GetLanguageOptions(
            service.LanguageOptionsRequest(maximum_features=True)
        )
        self._language.product_mode = options.PRODUCT_EXTERNAL  # BigQuery's type names
        del self._language.supported_statement_kinds[:]  # none named: every kind
        builtin = service.DescriptorPoolListProto.Builtin()
        definition = service.DescriptorPoolListProto.Definition(builtin=builtin)
        self._pools = service.DescriptorPoolListProto(definitions=[definition])

    def close(self) -> None:
        """End the server."""
        if hasattr(self, "_channel"):
            self._channel.close()
        self._child.terminate()
        try:
            self._child.wait(5)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def __enter__(self) -> "GoogleSQL":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def analyze(
        self, sql: str, tables: Tables | None = None, params: Mapping[str, str] | None = None
    ) -> Any:
        """Check one statement of any kind; params are {name: type}. Raises Rejected."""
        request = service.AnalyzeRequest(
            options=self._options(params or {}),
            simple_catalog=self._catalog(tables or {}, nested=True),
            descriptor_pool_list=self._pools,
            sql_statement=sql,
        )
        return self._ask(self._stub.Analyze, request).resolved_statement

    def query(
        self,
        sql: str,
        tables: Tables | None = None,
        rows: Rows | None = None,
        params: Mapping[str, tuple[str, Any]] | None = None,
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Execute one query over the given rows: (column names, rows). Raises Rejected."""
        names, _, out = self.typed_query(sql, tables, rows, params)
        return names, out

    def typed_query(
        self,
        sql: str,
        tables: Tables | None = None,
        rows: Rows | None = None,
        params: Mapping[str, tuple[str, Any]] | None = None,
    ) -> tuple[list[str], list[Any], list[tuple[Any, ...]]]:
        """As query, with the type messages of the columns between names and rows."""
        tables, params = tables or {}, params or {}
        request = service.EvaluateQueryRequest(
            sql=_flatten(sql, tables),
            options=self._options({n: t for n, (t, _) in params.items()}),
            simple_catalog=self._catalog(tables, nested=False),
            descriptor_pool_list=self._pools,
        )
        for name, table in tables.items():
            request.table_content[name].CopyFrom(_content((rows or {}).get(name, ()), table))
        for name, (kind, value) in params.items():
            request.params.add(name=name, value=encode(value, type_of(kind)))
        answer = self._ask(self._stub.EvaluateQuery, request)
        columns = answer.prepared.columns
        out = [
            tuple(decode(v, c.type) for v, c in zip(r.cell, columns, strict=True))
            for r in answer.content.table_data.row
        ]
        return [c.name for c in columns], [c.type for c in columns], out

    def _ask(self, method: Any, request: Any) -> Any:
        try:
            return method(request, timeout=120)
        except grpc.RpcError as error:
            raise Rejected(error.details()) from None

    def _options(self, named: Mapping[str, str]) -> Any:
        out = self._stub.GetAnalyzerOptions(service.AnalyzerOptionsRequest())
        out.default_timezone = "UTC"
        out.language_options.CopyFrom(self._language)
        out.error_message_mode = options.ERROR_MESSAGE_ONE_LINE
        out.prune_unused_columns = True
        for name, kind in named.items():
            out.query_parameters.add(name=name, type=type_of(kind))
        return out

    def _catalog(self, tables: Tables, *, nested: bool) -> Any:
        top = catalogs.SimpleCatalogProto(name="project")
        top.builtin_function_options.language_options.CopyFrom(self._language)
        datasets: dict[str, Any] = {}
        for number, (full, columns) in enumerate(tables.items(), 1):
            host, name = top, full
            if nested and "." in full:
                *path, name = full.split(".")
                for depth, part in enumerate(path, 1):
                    place = ".".join(path[:depth])
                    if place not in datasets:
                        datasets[place] = host.catalog.add(name=part)
                    host = datasets[place]
            table = host.table.add(name=name, serialization_id=number, full_name=full)
            for column, kind in columns.items():
                table.column.add(name=column, type=type_of(kind))
        return top


def _content(rows: Iterable[Any], columns: Mapping[str, str]) -> Any:
    kinds = [type_of(k) for k in columns.values()]
    out = service.TableContent()
    for row in rows:
        cells = [row[c] for c in columns] if isinstance(row, Mapping) else row
        added = out.table_data.row.add()
        added.cell.extend(encode(v, k) for v, k in zip(cells, kinds, strict=True))
    return out


def _flatten(sql: str, tables: Tables) -> str:
    """Quote dotted names: the server keeps rows only for tables at the top of the catalog.

    Quoted as one word the table loses its short name, so that is given back as an alias.
    """
    for full in tables:
        if "." not in full:
            continue
        short = full.rsplit(".", 1)[1]
        loose = r"\s*\.\s*".join(rf"`?{re.escape(p)}`?" for p in full.split("."))
        name = re.compile(rf"(?<![\w.`])(?:`?[\w-]+`?\s*\.\s*)?{loose}(?![\w`])", re.I)
        bare = re.compile(
            rf"`{re.escape(full)}`(?=\s*(?:$|[),;]|--|(?:WHERE|JOIN|LEFT|RIGHT|INNER|FULL|CROSS|ON|"
            r"USING|GROUP|ORDER|HAVING|QUALIFY|WINDOW|LIMIT|UNION|EXCEPT|INTERSECT|PIVOT|UNPIVOT|"
            r"TABLESAMPLE)\b))",
            re.I,
        )
        sql = bare.sub(f"`{full}` AS {short}", name.sub(f"`{full}`", sql))
    return sql
