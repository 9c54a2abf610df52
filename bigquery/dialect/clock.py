"""FORMAT_* and PARSE_* of times, in GoogleSQL's format elements. Times are microseconds since 1970;
a local time is written as if it were UTC."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

EPOCH = dt.datetime(1970, 1, 1)
UTC_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_SHORTCUT = {
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "R": "%H:%M",
    "D": "%m/%d/%y",
    "X": "%H:%M:%S",
    "x": "%m/%d/%y",
    "h": "%b",
    "c": "%a %b %e %H:%M:%S %Y",
    "r": "%I:%M:%S %p",
}


def zone(name: str) -> dt.tzinfo:
    m = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?", name)
    if m:
        minutes = int(m[2]) * 60 + int(m[3] or 0)
        return dt.timezone(dt.timedelta(minutes=-minutes if m[1] == "-" else minutes))
    try:
        return ZoneInfo(name)
    except (KeyError, OSError):
        raise ValueError(f"Invalid time zone: {name}") from None


def _expand(fmt: str) -> str:
    return re.sub(r"%([%FTRDXxhcr])", lambda m: _SHORTCUT.get(m[1], m[0]), fmt)


def _micros(delta: dt.timedelta) -> int:
    return (delta.days * 86400 + delta.seconds) * 10**6 + delta.microseconds


def _offset(t: dt.datetime) -> str:
    total = _micros(t.utcoffset() or dt.timedelta()) // 60_000_000
    sign, total = ("-" if total < 0 else "+"), abs(total)
    return f"{sign}{total // 60:02d}:{total % 60:02d}"


def _fraction(t: dt.datetime, digits: str) -> str:
    text = f"{t.microsecond:06d}"
    text = text.rstrip("0") if digits == "*" else text[: int(digits)].ljust(int(digits), "0")
    return "." + text if text else ""


def _element(code: str, t: dt.datetime, z: str | None) -> str:
    year = t.timetuple()
    match code:
        case "Y":
            return str(t.year)
        case "y":
            return f"{t.year % 100:02d}"
        case "C":
            return f"{t.year // 100:02d}"
        case "m":
            return f"{t.month:02d}"
        case "d":
            return f"{t.day:02d}"
        case "e":
            return f"{t.day:2d}"
        case "H":
            return f"{t.hour:02d}"
        case "k":
            return f"{t.hour:2d}"
        case "I":
            return f"{(t.hour + 11) % 12 + 1:02d}"
        case "l":
            return f"{(t.hour + 11) % 12 + 1:2d}"
        case "p":
            return "AM" if t.hour < 12 else "PM"
        case "P":
            return "am" if t.hour < 12 else "pm"
        case "M":
            return f"{t.minute:02d}"
        case "S":
            return f"{t.second:02d}"
        case "B":
            return MONTHS[t.month - 1]
        case "b":
            return MONTHS[t.month - 1][:3]
        case "A":
            return DAYS[t.weekday()]
        case "a":
            return DAYS[t.weekday()][:3]
        case "j":
            return f"{year.tm_yday:03d}"
        case "u":
            return str(t.isoweekday())
        case "w":
            return str(t.isoweekday() % 7)
        case "V":
            return f"{t.isocalendar()[1]:02d}"
        case "G":
            return str(t.isocalendar()[0])
        case "g":
            return f"{t.isocalendar()[0] % 100:02d}"
        case "U":
            return f"{(year.tm_yday + 6 - t.isoweekday() % 7) // 7:02d}"
        case "W":
            return f"{(year.tm_yday + 6 - t.weekday()) // 7:02d}"
        case "Q":
            return str((t.month + 2) // 3)
        case "n":
            return "\n"
        case "t":
            return "\t"
        case "%":
            return "%"
        case "s" if z is not None:
            return str(_micros(t - UTC_EPOCH) // 10**6)
        case "z" if z is not None:
            return _offset(t).replace(":", "")
        case "Ez" if z is not None:
            return _offset(t)
        case "Z" if z is not None:
            o = _offset(t)
            if o == "+00:00":
                return "UTC"
            return "UTC" + (o[0] + str(int(o[1:3])) if o.endswith(":00") else o.replace(":", ""))
        case "E4Y":
            return f"{t.year:04d}"
    if m := re.fullmatch(r"E([0-6*])S", code):
        return f"{t.second:02d}" + ("" if m[1] == "0" else _fraction(t, m[1]))
    raise ValueError(f"format element %{code} is not translated")


def format_local(fmt: str, us: int) -> str:
    """A local time (a DATE, DATETIME or TIME)."""
    return _format(fmt, EPOCH + dt.timedelta(microseconds=us), None)


def format_instant(fmt: str, us: int, z: str) -> str:
    """An instant, in a zone."""
    return _format(fmt, (UTC_EPOCH + dt.timedelta(microseconds=us)).astimezone(zone(z)), z)


def _format(fmt: str, t: dt.datetime, z: str | None) -> str:
    pattern = r"%(E[0-9*]S|E4Y|Ez|.)"
    return re.sub(pattern, lambda m: _element(m[1], t, z), _expand(fmt), flags=re.S)


def instant_text(us: int, z: str) -> str:
    """An instant as CAST writes it, in a zone."""
    t = (UTC_EPOCH + dt.timedelta(microseconds=us)).astimezone(zone(z))
    text = f"{t:%Y-%m-%d %H:%M:%S}"
    if t.microsecond:
        f = f"{t.microsecond:06d}"
        text += "." + (f[:3] if f.endswith("000") else f)
    o = _offset(t)
    return text + (o[:3] if o.endswith(":00") else o)


def from_local(t: dt.datetime, z: dt.tzinfo) -> int:
    """The instant of a local time; the earlier of two."""
    return _micros(t.replace(tzinfo=z, fold=0) - UTC_EPOCH)


_SPACE = re.compile(r"\s*")
_READ = {
    "Y": r"[+-]?\d{1,4}", "E4Y": r"\d{4}", "y": r"\d{1,2}", "m": r"\d{1,2}", "d": r"\s?\d{1,2}", "e": r"\s?\d{1,2}",
    "H": r"\d{1,2}", "k": r"\s?\d{1,2}", "I": r"\d{1,2}", "l": r"\s?\d{1,2}", "M": r"\d{1,2}", "S": r"\d{1,2}",
    "j": r"\d{1,3}", "p": r"[AaPp][Mm]", "B": r"[A-Za-z]+", "b": r"[A-Za-z]+", "A": r"[A-Za-z]+", "a": r"[A-Za-z]+",
    "z": r"[+-]\d{2}:?\d{2}|[+-]\d{2}|[Zz]", "Ez": r"[+-]\d{2}:?\d{2}|[+-]\d{2}|[Zz]", "s": r"[+-]?\d+", "Z": r"[A-Za-z0-9_/+:-]+",
}  # fmt: skip


def _scan(fmt: str, s: str) -> dict[str, str]:
    found: dict[str, str] = {}
    i, at = 0, _SPACE.match(s).end()  # type: ignore[union-attr]
    fmt = _expand(fmt).strip()
    while i < len(fmt):
        if fmt[i].isspace():
            at = _SPACE.match(s, at).end()  # type: ignore[union-attr]
            i += 1
            continue
        if fmt[i] != "%":
            if s[at : at + 1] != fmt[i]:
                raise ValueError(f"Failed to parse input string {s!r}")
            i, at = i + 1, at + 1
            continue
        m = re.match(r"%(E[0-9*]S|E4Y|Ez|.)", fmt[i:], re.S)
        if m is None:
            raise ValueError("a format ends in %")
        code = m[1]
        i += m.end()
        if code in "nt":
            at = _SPACE.match(s, at).end()  # type: ignore[union-attr]
            continue
        if code == "%":
            if s[at : at + 1] != "%":
                raise ValueError(f"Failed to parse input string {s!r}")
            at += 1
            continue
        if e := re.fullmatch(r"E([0-9*])S", code):
            most = "6" if e[1] == "*" else e[1]
            pattern, code = rf"\d{{1,2}}(\.\d{{0,{most}}})?", "ES"
        elif code in _READ:
            pattern = _READ[code]
        else:
            raise ValueError(f"format element %{code} is not translated")
        got = re.compile(pattern).match(s, at)
        if got is None:
            raise ValueError(f"Failed to parse input string {s!r}")
        found[code] = got[0].strip()
        at = got.end()
    if s[at:].strip():
        raise ValueError(f"Illegal non-space trailing data in {s!r}")
    return found


def _name(text: str, names: list[str]) -> int:
    for i, n in enumerate(names):
        if text.lower() in (n.lower(), n[:3].lower()):
            return i
    raise ValueError(f"Failed to parse {text!r}")


def _parts(found: dict[str, str]) -> dt.datetime:
    year, month, day = int(found.get("Y", found.get("E4Y", "1970"))), 1, 1
    if "y" in found:
        year = int(found["y"]) + (1900 if int(found["y"]) >= 69 else 2000)
    month = int(found.get("m", "1"))
    for code in "Bb":
        if code in found:
            month = _name(found[code], MONTHS) + 1
    for code in "Aa":
        if code in found:
            _name(found[code], DAYS)
    day = int(found.get("d", found.get("e", "1")))
    if "j" in found and not {"m", "b", "B", "d", "e"} & set(found):
        first = dt.date(year, 1, 1) + dt.timedelta(days=int(found["j"]) - 1)
        if first.year != year or found["j"] == "0":
            raise ValueError("day of year out of range")
        month, day = first.month, first.day
    hour = int(found.get("H", found.get("k", "0")))
    if "I" in found or "l" in found:
        twelve = int(found.get("I", found.get("l", "0")))
        if not 1 <= twelve <= 12:
            raise ValueError("hour out of range")
        hour = twelve % 12 + (12 if found.get("p", "am").lower() == "pm" else 0)
    seconds, _, fraction = found.get("ES", found.get("S", "0")).partition(".")
    micros = int(fraction.ljust(6, "0")) if fraction else 0
    leap = dt.timedelta(seconds=int(seconds) == 60)
    minute = int(found.get("M", "0"))
    return dt.datetime(year, month, day, hour, minute, int(seconds) - leap.seconds, micros) + leap


def parse_local(fmt: str, s: str) -> int:
    """The microseconds of a local time read by a format."""
    found = _scan(fmt, s)
    if set(found) & {"z", "Ez", "Z", "s"}:
        raise ValueError("a zone in the format of a local time")
    return _micros(_parts(found) - EPOCH)


def parse_instant(fmt: str, s: str, z: str) -> int:
    """The microseconds of an instant read by a format, in a zone where the text names none."""
    found = _scan(fmt, s)
    if "s" in found:
        return int(found["s"]) * 10**6
    given = found.get("z", found.get("Ez"))
    where = zone(z) if given is None else zone("+00:00" if given in "Zz" else given)
    if "Z" in found:
        where = zone(found["Z"])
    return from_local(_parts(found), where)


_STAMP = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{0,9}))?)?(.*)",
    re.S,
)


def _stamp(s: str) -> tuple[dt.datetime, str]:
    m = _STAMP.fullmatch(s)
    if m is None:
        raise ValueError(f"Invalid timestamp: {s!r}")
    y, mo, d, h, mi, se, fraction, rest = m.groups()
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    return dt.datetime(
        int(y), int(mo), int(d), int(h or 0), int(mi or 0), int(se or 0), micros
    ), rest


def text_to_timestamp(s: str, z: str) -> int:
    t, rest = _stamp(s)
    if not rest:
        return from_local(t, zone(z))
    if rest in ("Z", "z"):
        return from_local(t, dt.UTC)
    if re.fullmatch(r"[+-]\d{1,2}(:\d\d)?", rest):
        return from_local(t, zone(rest))
    if re.fullmatch(r" [A-Za-z]+[\w/+-]*", rest):
        return from_local(t, zone(rest[1:]))
    raise ValueError(f"Invalid timestamp: {s!r}")


def text_to_datetime(s: str) -> int:
    t, rest = _stamp(s)
    if rest:
        raise ValueError(f"Invalid datetime: {s!r}")
    return _micros(t - EPOCH)


def text_to_date(s: str) -> dt.date:
    m = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", s)
    if m is None:
        raise ValueError(f"Invalid date: {s!r}")
    return dt.date(int(m[1]), int(m[2]), int(m[3]))
