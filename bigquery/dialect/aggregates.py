"""Aggregates, each as the DuckDB aggregates it is made of and how they are put together; over a
window every one of them gets the window."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Fields, Node, call, cast, kind_of, lifted, mark, overloaded, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

Combine = Callable[..., Node]
Built = tuple[list[Node], Combine]


@dataclass
class Args:
    """The arguments of an aggregate and what stands inside its brackets beside them."""

    values: list[Node]
    distinct: bool = False
    ignore_nulls: bool = False
    respect_nulls: bool = False
    order: exp.Order | None = None
    limit: Node | None = None
    having: exp.HavingMax | None = None
    over: bool = False  # over a window


def unwrap(args: list[Node]) -> Args:
    """Take DISTINCT, IGNORE NULLS, HAVING, ORDER BY and LIMIT off the arguments."""
    out = Args([])
    for arg in args:
        stack = arg
        extra: list[Node] = []
        while True:
            if isinstance(stack, exp.Limit):
                out.limit, stack = stack.expression, stack.this
            elif isinstance(stack, exp.Order):
                out.order, stack = exp.Order(expressions=stack.expressions), stack.this
            elif isinstance(stack, exp.HavingMax):
                out.having, stack = stack, stack.this
            elif isinstance(stack, exp.IgnoreNulls):
                out.ignore_nulls, stack = True, stack.this
            elif isinstance(stack, exp.RespectNulls):
                out.respect_nulls, stack = True, stack.this
            elif isinstance(stack, exp.Distinct):
                out.distinct = True
                stack, *extra = stack.expressions
            else:
                break
        out.values += [stack, *extra]
    return out


def build(
    t: "Translator", name: str, raw: list[Node], scope: Scope, *, over: bool = False
) -> Built:
    """The parts of an aggregate and how they combine."""
    args = unwrap(raw)
    args.over = over
    having = args.having
    if having is not None and name != "ANY_VALUE":
        raise DialectError(f"{name} with HAVING MAX or MIN")
    if (args.order or args.limit) and name not in ("ARRAY_AGG", "STRING_AGG", "ARRAY_CONCAT_AGG"):
        raise DialectError(f"{name} with ORDER BY or LIMIT inside")
    if having is not None:
        args.having = exp.HavingMax(
            expression=t.visit(having.expression, scope), max=having.args.get("max")
        )
    args.values = [t.visit(v, scope) for v in args.values]
    if args.order is not None:
        args.order = t.visit(args.order, scope)  # type: ignore[assignment]
    parts, combine = RULES[name](args)
    return [mark(p) for p in parts], combine


def one(
    name: str, kind: object = None, same: bool = False, distinct: bool = True
) -> Callable[[Args], Built]:
    """An aggregate that DuckDB has, by name."""

    def rule(a: Args) -> Built:
        k = kind_of(a.values[0]) if same and a.values else kind
        values = [exp.Distinct(expressions=a.values)] if a.distinct else a.values
        if a.distinct and not distinct:
            raise DialectError(f"{name} DISTINCT")
        node: Node = exp.Anonymous(this=name, expressions=values)
        if a.ignore_nulls:  # at the end of the arguments; to respect them is the default
            node = exp.Anonymous(
                this=name, expressions=[*values[:-1], exp.IgnoreNulls(this=values[-1])]
            )
        return [typed(node, k)], lambda x: typed(x, k)

    return rule


def _count(a: Args) -> Built:
    values = [exp.Distinct(expressions=a.values)] if a.distinct else a.values
    return [exp.Anonymous(this="count", expressions=values)], lambda x: typed(x, "INT64")


def _countif(a: Args) -> Built:
    hit = exp.Case(ifs=[exp.If(this=a.values[0], true=exp.Literal.number(1))])
    return [call("count", hit)], lambda x: typed(x, "INT64")


def _sum(a: Args) -> Built:
    kind = kind_of(a.values[0])
    values: list[Node] = [exp.Distinct(expressions=a.values)] if a.distinct else a.values
    part = exp.Anonymous(this="sum", expressions=values)
    if kind == "INT64":
        return [part], lambda x: cast(x, "BIGINT", kind)
    if kind is None:
        return [part], lambda x: call("bq.total", x)
    return [part], lambda x: typed(x, kind)


def _avg(a: Args) -> Built:
    kind, x = kind_of(a.values[0]), a.values[0]
    args: list[Node] = [exp.Distinct(expressions=[x])] if a.distinct else [x]

    def make(n: str) -> Node:
        return exp.Anonymous(this=n, expressions=[v.copy() for v in args])

    if kind == "NUMERIC":
        return [make("sum"), make("count")], lambda s, n: call(
            "bq.ndiv", s, call("nullif", n, 0), kind="NUMERIC"
        )
    if kind == "INT64":
        return [make("avg")], lambda m: typed(m, "FLOAT64")
    last: Node = call("last_value", exp.IgnoreNulls(this=x.copy()))
    if not a.over:
        last = exp.Filter(this=call("last", x.copy()), expression=exp.Where(this=_present(x)))
    if kind == "FLOAT64":
        return [make("avg"), make("count"), last], lambda m, n, z: call(
            "bq.moved", m, n, z, kind="FLOAT64"
        )
    # sum keeps DECIMAL where avg gives DOUBLE, so its type tells
    return [make("avg"), make("sum"), make("count"), last], lambda m, s, n, z: lifted(
        lambda s, m, n, z: call("bq.avg", s, m, n, z), s, m, n, z
    )


def _spread(name: str) -> Callable[[Args], Built]:
    """VAR_POP and its like, of which DuckDB says 0 for one value whatever it is."""

    def rule(a: Args) -> Built:
        if a.distinct:
            raise DialectError(f"{name} DISTINCT")
        total = call("sum", cast(a.values[0].copy(), "DOUBLE"))
        return [call(name, *a.values), total], lambda v, s: call("bq.spread", v, s, kind="FLOAT64")

    return rule


def _min(a: Args) -> Built:
    kind, x = kind_of(a.values[0]), a.values[0]
    if kind in (None, "FLOAT64"):
        return [call("min", x), call("max", x.copy())], lambda lo, hi: call(
            "bq.min", lo, hi, kind=kind
        )
    return [call("min", x)], lambda lo: typed(lo, kind)


def _any_value(a: Args) -> Built:
    kind = kind_of(a.values[0])
    if a.having is None:
        return [call("any_value", a.values[0])], lambda x: typed(x, kind)
    y = a.having.expression
    name = "arg_max_null" if a.having.args.get("max") else "arg_min_null"
    if kind_of(y) not in ("FLOAT64", None):
        return [call(name, a.values[0], y)], lambda x: typed(x, kind)
    # NaN is the extreme of a group that has one, and equals nothing
    parts = [call(name, a.values[0], call("bq.nan_last", y)), call("max", y.copy())]
    return parts, lambda x, m: typed(
        exp.Case(ifs=[exp.If(this=call("bq.nan", m), true=exp.Null())], default=x), kind
    )


def _ordered(name: str, a: Args, values: list[Node], where: Node | None) -> Node:
    first: Any = exp.Distinct(expressions=[values[0]]) if a.distinct else values[0]
    last = first if len(values) == 1 else values[-1]
    if a.order is not None:
        last = exp.Order(this=last, expressions=a.order.expressions)
    args = [last] if len(values) == 1 else [first, *values[1:-1], last]
    node: Node = exp.Anonymous(this=name, expressions=args)
    return exp.Filter(this=node, expression=exp.Where(this=where)) if where is not None else node


def _present(x: Node) -> Node:
    return exp.Not(this=exp.Is(this=x.copy(), expression=exp.Null()))


def _array_agg(a: Args) -> Built:
    x = a.values[0]
    kind = ("ARRAY", kind_of(x))
    part = _ordered("list", a, [x], _present(x) if a.ignore_nulls else None)
    if a.limit is None:
        return [part], lambda v: typed(v, kind)
    limit = a.limit
    return [part], lambda v: call("list_slice", v, 1, limit, kind=kind)


def _string_agg(a: Args) -> Built:
    x = a.values[0]
    mark: Node = a.values[1] if len(a.values) > 1 else exp.Literal.string(",")
    if kind_of(x) == "BYTES":
        raise DialectError("STRING_AGG of BYTES")
    part = _ordered("list", a, [x], _present(x))
    if a.limit is not None:
        limit = a.limit
        return [part], lambda v: call(
            "bq.joined", call("list_slice", v, 1, limit), mark, kind="STRING"
        )
    return [part], lambda v: call("bq.joined", v, mark, kind="STRING")


def _corr(a: Args) -> Built:
    x, y = a.values
    parts = [call("corr", x, y), call("regr_count", x.copy(), y.copy())]

    def few(n: Node) -> Node:
        return exp.LT(this=n, expression=exp.Literal.number(2))

    return parts, lambda c, n: typed(
        exp.Case(ifs=[exp.If(this=few(n), true=exp.Null())], default=c), "FLOAT64"
    )


def _quantiles(a: Args) -> Built:
    n = a.values[1]
    if (
        not isinstance(n, exp.Literal)
        or a.distinct
        or not n.name.isdigit()
        or not 0 < int(n.name) <= 1000
    ):
        raise DialectError("APPROX_QUANTILES needs a written number of 1 to 1000 and no DISTINCT")
    steps = [exp.Literal.number(f"{i / int(n.name)!r}") for i in range(int(n.name) + 1)]
    return [call("quantile_disc", a.values[0], exp.Array(expressions=steps))], lambda v: typed(
        v, ("ARRAY", kind_of(a.values[0]))
    )


def _counted(hit: Node) -> Node:
    return call("count", exp.Case(ifs=[exp.If(this=hit, true=exp.Literal.number(1))]))


def _top_count(a: Args) -> Built:
    x, n = a.values
    parts = [call("histogram", x), _counted(exp.Is(this=x.copy(), expression=exp.Null()))]
    kind = ("ARRAY", ("STRUCT", Fields({"value": kind_of(x), "count": "INT64"})))
    return parts, lambda counts, missing: call("bq.top_count", counts, missing, n, kind=kind)


def _percentile_cont(a: Args) -> Built:
    """By position over the finite values; where NULL, NaN and infinities lie, their counts tell."""
    x, p = a.values
    if kind_of(p) == "NUMERIC":
        raise DialectError("PERCENTILE_CONT at a NUMERIC; write the number as FLOAT64")

    def is_(text: str) -> Node:
        return exp.EQ(
            this=cast(x.copy(), "DOUBLE"), expression=cast(exp.Literal.string(text), "DOUBLE")
        )

    nan = call("isnan", cast(x.copy(), "DOUBLE"))
    number = call("bq.finite", x)
    if a.respect_nulls:
        number = call("coalesce", number, exp.Literal.number("-1e308"))
    counts = [_counted(nan), _counted(is_("-inf")), _counted(is_("inf")), call("count", x.copy())]
    parts = [call("quantile_cont", number, p), *counts]
    if a.respect_nulls:
        missing = _counted(exp.Is(this=x.copy(), expression=exp.Null()))
        parts += [missing, call("min", cast(x.copy(), "DOUBLE"))]

    def combine(value: Node, nans: Node, lows: Node, highs: Node, n: Node, *more: Node) -> Node:
        size: Node = exp.Add(this=n.copy(), expression=more[0].copy()) if more else n.copy()
        last = exp.Paren(this=exp.Sub(this=size, expression=exp.Literal.number(1)))
        at = exp.Mul(this=cast(p.copy(), "DOUBLE"), expression=last)
        if not more:
            return call("bq.percentile", value, at, nans, lows, highs, n, kind="FLOAT64")
        return call("bq.percentile_of_all", value, at, nans, lows, highs, n, *more, kind="FLOAT64")

    return parts, combine


def _exactly(p: Node) -> Node:
    """The fraction as the exact value of its FLOAT64: DuckDB then counts in whole numbers, as
    GoogleSQL does."""
    if not isinstance(p, exp.Literal) or p.is_string:
        raise DialectError("PERCENTILE_DISC needs its fraction written out")
    digits = Decimal(float(p.name)).quantize(Decimal("1e-28"), context=Context(prec=60))
    return cast(exp.Literal.string(f"{digits:f}"), "DECIMAL(38,28)")


def _percentile_disc(a: Args) -> Built:
    x, p = a.values[0], _exactly(a.values[1])
    if a.respect_nulls:
        return _percentile_of_all(a)
    if kind_of(x) not in (None, "FLOAT64"):
        return [call("quantile_disc", x, p)], lambda v: typed(v, kind_of(x))
    parts = [
        call("quantile_disc", call("bq.nan_low", x), p),
        _counted(call("bq.nan", x.copy())),
        call("count", x.copy()),
    ]

    def combine(v: Node, nans: Node, n: Node) -> Node:
        hit = exp.LTE(this=_place(p, n), expression=nans)
        return overloaded("bq.nan_if", v, hit, kind=kind_of(x))

    return parts, combine


def _place(p: Node, n: Node) -> Node:
    """Which of n values in order PERCENTILE_DISC takes."""
    return call("greatest", call("ceil", exp.Mul(this=p.copy(), expression=n)), 1)


def _percentile_of_all(a: Args) -> Built:
    """PERCENTILE_DISC with RESPECT NULLS: from the list of all, NULL and NaN first."""
    x, p = a.values[0], _exactly(a.values[1])
    parts = [
        call("list", x),
        _counted(exp.Is(this=x.copy(), expression=exp.Null())),
        _counted(call("bq.nan", x.copy())),
    ]

    def combine(values: Node, missing: Node, nans: Node) -> Node:
        place = _place(p, call("len", values.copy()))
        return call("bq.place_of_all", values, place, missing, nans, kind=kind_of(x))

    return parts, combine


def _array_concat_agg(a: Args) -> Built:
    x = a.values[0]
    part = _ordered("list", a, [x], _present(x))
    if a.limit is not None:
        raise DialectError("ARRAY_CONCAT_AGG with LIMIT")
    return [part], lambda v: call("flatten", v, kind=kind_of(x))


def _by(which: str) -> Callable[[Args], Built]:
    """MAX_BY(x, y) is ANY_VALUE(x HAVING MAX y)."""

    def rule(a: Args) -> Built:
        x, y = a.values
        return _any_value(Args([x], having=exp.HavingMax(expression=y, max=which == "max")))

    return rule


RULES: dict[str, Callable[[Args], Built]] = {
    "COUNT": _count, "COUNTIF": _countif, "SUM": _sum, "AVG": _avg, "MIN": _min, "MAX": one("max", same=True),
    "ANY_VALUE": _any_value, "ARRAY_AGG": _array_agg, "STRING_AGG": _string_agg, "CORR": _corr,
    "LOGICAL_AND": one("bool_and", "BOOL"), "LOGICAL_OR": one("bool_or", "BOOL"),
    "BIT_AND": one("bit_and", "INT64"), "BIT_OR": one("bit_or", "INT64"), "BIT_XOR": one("bit_xor", "INT64"),
    "STDDEV": one("stddev_samp", "FLOAT64"), "STDDEV_SAMP": one("stddev_samp", "FLOAT64"),
    "STDDEV_POP": _spread("stddev_pop"), "VARIANCE": one("var_samp", "FLOAT64"), "VAR_SAMP": one("var_samp", "FLOAT64"),
    "VAR_POP": _spread("var_pop"), "COVAR_POP": one("covar_pop", "FLOAT64"), "COVAR_SAMP": one("covar_samp", "FLOAT64"),
    "APPROX_COUNT_DISTINCT": lambda a: _count(Args(a.values, distinct=True)), "APPROX_QUANTILES": _quantiles, "APPROX_TOP_COUNT": _top_count,
    "ROW_NUMBER": one("row_number", "INT64"), "RANK": one("rank", "INT64"), "DENSE_RANK": one("dense_rank", "INT64"),
    "PERCENT_RANK": one("percent_rank", "FLOAT64"), "CUME_DIST": one("cume_dist", "FLOAT64"), "NTILE": one("ntile", "INT64"),
    "LAG": one("lag", same=True), "LEAD": one("lead", same=True), "FIRST_VALUE": one("first_value", same=True),
    "LAST_VALUE": one("last_value", same=True), "NTH_VALUE": one("nth_value", same=True),
    "PERCENTILE_CONT": _percentile_cont, "PERCENTILE_DISC": _percentile_disc,
    "MAX_BY": _by("max"), "MIN_BY": _by("min"), "ARRAY_CONCAT_AGG": _array_concat_agg,
}  # fmt: skip
