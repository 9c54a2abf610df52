"""GoogleSQL types and values, from their text and Python forms to protocol messages and back.

Python forms: INT64 int, FLOAT64 float, BOOL bool, STRING str, BYTES bytes, NUMERIC and BIGNUMERIC
Decimal, DATE date, DATETIME naive datetime, TIMESTAMP aware datetime in UTC, TIME time, JSON its
text, ARRAY list, STRUCT dict (a tuple where field names are missing or repeat), INTERVAL a tuple
of months, days, microseconds. NULL is None. Times are kept to the microsecond.
"""

import datetime as dt
import decimal
import struct
import sys
from typing import Any

from tests.googlesql.install import STUBS

if str(STUBS) not in sys.path:
    sys.path.insert(0, str(STUBS))

from zetasql.public import type_pb2 as types
from zetasql.public import value_pb2 as values

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
DAY_ZERO = dt.date(1970, 1, 1)

KINDS = {
    "INT64": types.TYPE_INT64,
    "INT": types.TYPE_INT64,
    "INTEGER": types.TYPE_INT64,
    "FLOAT64": types.TYPE_DOUBLE,
    "STRING": types.TYPE_STRING,
    "BYTES": types.TYPE_BYTES,
    "BOOL": types.TYPE_BOOL,
    "BOOLEAN": types.TYPE_BOOL,
    "DATE": types.TYPE_DATE,
    "DATETIME": types.TYPE_DATETIME,
    "TIME": types.TYPE_TIME,
    "TIMESTAMP": types.TYPE_TIMESTAMP,
    "NUMERIC": types.TYPE_NUMERIC,
    "DECIMAL": types.TYPE_NUMERIC,
    "BIGNUMERIC": types.TYPE_BIGNUMERIC,
    "JSON": types.TYPE_JSON,
    "INTERVAL": types.TYPE_INTERVAL,
    "GEOGRAPHY": types.TYPE_GEOGRAPHY,
}
_SCALE = {types.TYPE_NUMERIC: 9, types.TYPE_BIGNUMERIC: 38}


def type_of(text: str) -> types.TypeProto:
    """The type that a text such as `ARRAY<STRUCT<ts TIMESTAMP, kwh NUMERIC(10, 2)>>` names."""
    text = text.strip()
    head, _, rest = text.partition("<")
    head = head.strip().upper()
    if head == "ARRAY":
        element = type_of(rest[: rest.rindex(">")])
        array = types.ArrayTypeProto(element_type=element)
        return types.TypeProto(type_kind=types.TYPE_ARRAY, array_type=array)
    if head == "STRUCT":
        fields = types.StructTypeProto()
        for part in _split(rest[: rest.rindex(">")]):
            name, field = _field(part)
            fields.field.add(field_name=name, field_type=type_of(field))
        return types.TypeProto(type_kind=types.TYPE_STRUCT, struct_type=fields)
    return types.TypeProto(type_kind=KINDS[text.partition("(")[0].strip().upper()])


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "<(") - (c in ">)")
        if c == "," and not depth:
            parts.append(text[start:i])
            start = i + 1
    return [*parts, text[start:]]


def _field(part: str) -> tuple[str, str]:
    first, _, rest = part.strip().partition(" ")
    return (first.strip("`"), rest) if rest and "<" not in first else ("", part)


def encode(value: Any, kind: types.TypeProto) -> values.ValueProto:
    """A Python value as a message of the given type."""
    out = values.ValueProto()
    if value is None:
        return out
    match kind.type_kind:
        case types.TYPE_ARRAY:
            out.array_value.SetInParent()
            element = kind.array_type.element_type
            out.array_value.element.extend(encode(v, element) for v in value)
        case types.TYPE_STRUCT:
            out.struct_value.SetInParent()
            fields = kind.struct_type.field
            given = [value[f.field_name] for f in fields] if isinstance(value, dict) else value
            for v, f in zip(given, fields, strict=True):
                out.struct_value.field.append(encode(v, f.field_type))
        case types.TYPE_INT64:
            out.int64_value = value
        case types.TYPE_DOUBLE:
            out.double_value = value
        case types.TYPE_STRING:
            out.string_value = value
        case types.TYPE_BYTES:
            out.bytes_value = value
        case types.TYPE_BOOL:
            out.bool_value = value
        case types.TYPE_JSON:
            out.json_value = value
        case types.TYPE_DATE:
            out.date_value = (value - DAY_ZERO).days
        case types.TYPE_TIMESTAMP:
            past = value - EPOCH
            out.timestamp_value.seconds = past.days * 86400 + past.seconds
            out.timestamp_value.nanos = past.microseconds * 1000
        case types.TYPE_DATETIME:
            seconds = _pack(value) | value.year << 26 | value.month << 22 | value.day << 17
            out.datetime_value.bit_field_datetime_seconds = seconds
            out.datetime_value.nanos = value.microsecond * 1000
        case types.TYPE_TIME:
            out.time_value = _pack(value) << 30 | value.microsecond * 1000
        case types.TYPE_NUMERIC:
            out.numeric_value = _fixed(value, 9)
        case types.TYPE_BIGNUMERIC:
            out.bignumeric_value = _fixed(value, 38)
        case other:
            raise NotImplementedError(types.TypeKind.Name(other))
    return out


def _pack(t: Any) -> int:
    return int(t.hour << 12 | t.minute << 6 | t.second)


def _fixed(value: Any, scale: int) -> bytes:
    with decimal.localcontext(prec=100):
        n = int(decimal.Decimal(value).scaleb(scale))
    return n.to_bytes(n.bit_length() // 8 + 1, "little", signed=True)


def decode(message: values.ValueProto, kind: types.TypeProto) -> Any:
    """The Python form of a message of the given type."""
    which = message.WhichOneof("value")
    if which is None:
        return None
    raw = getattr(message, which)
    match kind.type_kind:
        case types.TYPE_ARRAY:
            return [decode(e, kind.array_type.element_type) for e in raw.element]
        case types.TYPE_STRUCT:
            fields = kind.struct_type.field
            names = [f.field_name for f in fields]
            cells = [decode(v, f.field_type) for v, f in zip(raw.field, fields, strict=True)]
            plain = all(names) and len(set(names)) == len(names)
            return dict(zip(names, cells, strict=True)) if plain else tuple(cells)
        case types.TYPE_DATE:
            return DAY_ZERO + dt.timedelta(days=raw)
        case types.TYPE_TIMESTAMP:
            return EPOCH + dt.timedelta(seconds=raw.seconds, microseconds=raw.nanos // 1000)
        case types.TYPE_DATETIME:
            b = raw.bit_field_datetime_seconds
            clock = ((b >> 12) & 31, (b >> 6) & 63, b & 63, raw.nanos // 1000)
            return dt.datetime(b >> 26, (b >> 22) & 15, (b >> 17) & 31, *clock)
        case types.TYPE_TIME:
            b, nanos = raw >> 30, raw & (1 << 30) - 1
            return dt.time((b >> 12) & 31, (b >> 6) & 63, b & 63, nanos // 1000)
        case types.TYPE_NUMERIC | types.TYPE_BIGNUMERIC as k:
            with decimal.localcontext(prec=100):
                return decimal.Decimal(int.from_bytes(raw, "little", signed=True)).scaleb(
                    -_SCALE[k]
                )
        case types.TYPE_INTERVAL:
            micros, days, months = struct.unpack("<qiI", raw)
            sign = -1 if months >> 31 else 1
            return (sign * ((months & 0x7FFFFFFF) >> 13), days, micros)
    return raw
