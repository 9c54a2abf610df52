"""Functions of texts: joining, padding, searching, FORMAT."""

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import regexps
from bigquery.dialect.coercion import wide
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.structs import visited
from bigquery.dialect.times import Rule
from bigquery.dialect.tree import (
    Node,
    call,
    cast,
    document,
    kind_of,
    overloaded,
    typed,
)

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def _concat(t: "Translator", args: list[Node], scope: Scope) -> Node:
    """CONCAT, which turns what is neither STRING nor BYTES into text."""
    given = visited(t, args, scope)
    if not any(kind_of(x) == "BYTES" for x in given):
        given = [_worded(x) for x in given]
    out = given[0]
    for g in given[1:]:
        out = exp.DPipe(this=out, expression=g)
    return typed(exp.Paren(this=out), kind_of(given[0]))


def _worded(x: Node) -> Node:
    if kind_of(x) in ("STRING", "BYTES"):
        return x
    if isinstance(x, exp.Parameter | exp.Placeholder):
        return call("bq.str", x, kind="STRING")
    if kind_of(x) is None:
        return overloaded("bq.worded", x)
    return call("bq.str", x, kind="STRING")


def _pad(name: str) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        given = visited(t, args, scope)
        if len(given) == 2:
            given.append(
                exp.Literal.string(" ") if kind_of(given[0]) != "BYTES" else call("encode", " ")
            )
        return overloaded(f"bq.{name}", *given, kind=kind_of(given[0]))

    return rule


def _groups(pattern: Node) -> int:
    if not isinstance(pattern, exp.Literal):
        raise DialectError("a regular expression that is not written out")
    plain = re.sub(r"\\.|\[\^?\]?[^\]]*\]", "", pattern.name)
    return len(re.findall(r"\((?!\?)|\(\?P?<", plain))


def _in_python(pattern: Node) -> None:
    try:
        regexps.compiled(pattern.name)
    except ValueError as error:
        raise DialectError(str(error)) from None


def _regexp_extract(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = visited(t, args, scope)
    pattern = given[1]
    n = _groups(pattern)
    if n > 1:
        raise DialectError("REGEXP_EXTRACT with more than one group is an error in GoogleSQL")
    if len(given) > 2 or (n and not regexps.always_groups(pattern.name)):
        _in_python(pattern)
        places = [*given[2:], *[exp.Literal.number(1)] * (4 - len(given))]
        return call("bq_regexp_extract", given[0], pattern, *places, kind="STRING")
    return call("bq.regexp_extract", given[0], pattern, exp.Literal.number(n), kind="STRING")


def _regexp_extract_all(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = visited(t, args, scope)
    pattern, n = given[1], _groups(given[1])
    kind = ("ARRAY", "STRING")
    if n > 1:
        raise DialectError("REGEXP_EXTRACT_ALL with more than one group is an error in GoogleSQL")
    if regexps.may_be_empty(pattern.name) or (n and not regexps.always_groups(pattern.name)):
        _in_python(pattern)
        return call("bq_regexp_extract_all", *given, kind=kind)
    return call("regexp_extract_all", *given, n, kind=kind)


def _regexp_instr(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = visited(t, args, scope)
    _groups(given[1])
    _in_python(given[1])
    if regexps.may_be_empty(given[1].name):
        raise DialectError("REGEXP_INSTR of a pattern that can match nothing at all")
    defaults = [exp.Literal.number(n) for n in (1, 1, 0)][len(given) - 2 :]
    return call("bq_regexp_instr", *given, *defaults, kind="INT64")


def _regexp_replace(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = visited(t, args, scope)
    _groups(given[1])
    return call("regexp_replace", *given, "g", kind="STRING")


def _regexp_contains(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return call("regexp_matches", *visited(t, args, scope), kind="BOOL")


def _split(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = visited(t, args, scope)
    mark = given[1] if len(given) > 1 else exp.Literal.string(",")
    return overloaded("bq.split", given[0], mark, kind=("ARRAY", kind_of(given[0])))


def _instr(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = visited(t, args, scope)
    return overloaded("bq.instr", *given, *[exp.Literal.number(1)] * (4 - len(given)), kind="INT64")


def _initcap(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = visited(t, args, scope)
    marks: Node = (
        given[1]
        if len(given) > 1
        else exp.Literal.string(' \t\n\r\f\v[](){}/|\\<>!?@"^#$&~_,.:;*%+-')
    )
    return call("bq_initcap", given[0], marks, kind="STRING")


def _normalize(name: str) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        form = args[1].name.upper() if len(args) > 1 else "NFC"
        return call(name, t.visit(args[0], scope), form, kind="STRING")

    return rule


def _contains_substr(t: "Translator", args: list[Node], scope: Scope) -> Node:
    """CONTAINS_SUBSTR of a value that CAST makes a STRING of."""
    x, part = visited(t, args, scope)
    return call("bq_contains_substr", call("bq.str", x), part, kind="BOOL")


def _format(t: "Translator", args: list[Node], scope: Scope) -> Node:
    fmt, *rest = visited(t, args, scope)
    kinds = exp.Array(expressions=[call("typeof", wide(x)) for x in rest])
    texts = exp.Array(expressions=[document(wide(x).copy()) for x in rest])
    lists = [cast(x, "VARCHAR[]") for x in (kinds, texts)]
    return call("bq_printf", fmt, *lists, kind="STRING")


RULES: dict[str, Rule] = {
    "CONTAINS_SUBSTR": _contains_substr, "REGEXP_INSTR": _regexp_instr, "CONCAT": _concat, "LPAD": _pad("lpad"),
    "RPAD": _pad("rpad"), "SPLIT": _split, "INSTR": _instr, "INITCAP": _initcap,
    "NORMALIZE": _normalize("bq_normalize"), "NORMALIZE_AND_CASEFOLD": _normalize("bq_normalize_casefold"),
    "REGEXP_EXTRACT": _regexp_extract, "REGEXP_SUBSTR": _regexp_extract, "REGEXP_EXTRACT_ALL": _regexp_extract_all,
    "REGEXP_REPLACE": _regexp_replace, "REGEXP_CONTAINS": _regexp_contains, "FORMAT": _format,
}  # fmt: skip
