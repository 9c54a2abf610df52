"""The format strings of CAST (x AS STRING FORMAT 'YYYY-MM-DD'): times as text, and text as times."""

import datetime as dt
import re

from bigquery.dialect import clock

_ELEMENT = re.compile(
    r'"((?:\\.|[^"\\])*)"|(YYYY|YYY|YY|Y|RRRR|RR|MONTH|MON|MM|MI|DDD|DD|DAY|DY|D|HH24|HH12|HH|SSSSS|SS|'
    r"FF[1-9]|A\.M\.|P\.M\.|AM|PM|TZH|TZM)|([-/,.;: ])",
    re.I,
)
_READ = {
    "YYYY": "%Y", "MM": "%m", "DD": "%d", "HH24": "%H", "MI": "%M", "SS": "%S", "TZH:TZM": "%Ez",
}  # fmt: skip


def elements(picture: str) -> list[tuple[str, str]]:
    """A format string as ("text", literal) and ("element", name). Raises ValueError."""
    out, at = [], 0
    while at < len(picture):
        m = _ELEMENT.match(picture, at)
        if m is None:
            raise ValueError(f"format {picture!r}: {picture[at:]!r} is not translated")
        if m[2]:
            out.append(("element", m[2]))
        else:
            out.append(("text", m[3] or re.sub(r"\\(.)", r"\1", m[1])))
        at = m.end()
    return out


def parse_format(picture: str) -> str:
    """The format of PARSE_* that reads what a whole date, or date and time, is written as."""
    names = [v.upper() for k, v in elements(picture) if k == "element"]
    if len(set(names)) != len(names) or not {"YYYY", "MM", "DD"} <= set(names):
        raise ValueError(f"format {picture!r} for reading needs YYYY, MM and DD, each once")
    text = "".join(v.upper() if k == "element" else v for k, v in elements(picture))
    joined = re.sub("|".join(_READ), lambda m: _READ[m[0]], text)
    left = re.sub(r"%E?[YmdHMSz]", "", joined)
    if not re.fullmatch(r"[-/,.;: ]*", left):
        raise ValueError(f"format {picture!r} is not translated for reading")
    return joined


def _cased(name: str, text: str) -> str:
    if name[:2].isupper() or (len(name) == 1 and name.isupper()):
        return text.upper()
    return text.capitalize() if name[0].isupper() else text.lower()


def _shown(name: str, t: dt.datetime) -> str:
    year = f"{t.year:04d}"
    offset = t.utcoffset() or dt.timedelta()
    minutes = int(abs(offset).total_seconds()) // 60
    match name.upper():
        case "YYYY" | "RRRR":
            return year
        case "YYY":
            return year[-3:]
        case "YY" | "RR":
            return year[-2:]
        case "Y":
            return year[-1:]
        case "MM":
            return f"{t.month:02d}"
        case "MONTH":
            return _cased(name, clock.MONTHS[t.month - 1])
        case "MON":
            return _cased(name, clock.MONTHS[t.month - 1][:3])
        case "DD":
            return f"{t.day:02d}"
        case "DDD":
            return f"{t.timetuple().tm_yday:03d}"
        case "D":
            return str(t.isoweekday() % 7 + 1)
        case "DAY":
            return _cased(name, clock.DAYS[t.weekday()])
        case "DY":
            return _cased(name, clock.DAYS[t.weekday()][:3])
        case "HH24":
            return f"{t.hour:02d}"
        case "HH" | "HH12":
            return f"{(t.hour + 11) % 12 + 1:02d}"
        case "MI":
            return f"{t.minute:02d}"
        case "SS":
            return f"{t.second:02d}"
        case "SSSSS":
            return f"{t.hour * 3600 + t.minute * 60 + t.second:05d}"
        case "AM" | "PM":
            return _cased(name, "am" if t.hour < 12 else "pm")
        case "A.M." | "P.M.":
            return _cased(name, "a.m." if t.hour < 12 else "p.m.")
        case "TZH":
            return ("-" if offset < dt.timedelta() else "+") + f"{minutes // 60:02d}"
        case "TZM":
            return f"{minutes % 60:02d}"
    return f"{t.microsecond:06d}000"[: int(name[2:])]  # FF1 to FF9


def _written(picture: str, t: dt.datetime) -> str:
    return "".join(_shown(v, t) if k == "element" else v for k, v in elements(picture))


def cast_local(picture: str, us: int) -> str:
    """A local time (a DATE, DATETIME or TIME) in a format of CAST."""
    return _written(picture, clock.EPOCH + dt.timedelta(microseconds=us))


def cast_instant(picture: str, us: int, z: str) -> str:
    """An instant in a format of CAST, in a zone."""
    t = (clock.UTC_EPOCH + dt.timedelta(microseconds=us)).astimezone(clock.zone(z))
    return _written(picture, t)
