"""A GoogleSQL tree to a DuckDB tree: every node by a rule, and no rule means refused."""

from collections.abc import Mapping

from sqlglot import exp

from bigquery.dialect import (
    calls,
    casts,
    comparisons,
    numbers,
    ordering,
    queries,
    set_operations,
    sources,
    structs,
    times,
)
from bigquery.dialect.coercion import join_all, join_kinds, settle, wide
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Columns, Scope
from bigquery.dialect.tree import (
    Node,
    bare,
    call,
    cast,
    kind_of,
    lifted,
    overloaded,
    paren,
    typed,
)

PLAIN = (
    exp.Identifier, exp.Star, exp.Var, exp.Null, exp.Boolean, exp.Tuple, exp.Where, exp.Having, exp.Qualify, exp.Limit,
    exp.Offset, exp.Group, exp.TableAlias, exp.With, exp.CTE, exp.From, exp.Join, exp.Windows if hasattr(exp, "Windows") else exp.Window,
    exp.WindowSpec, exp.And, exp.Or, exp.Not, exp.Is, exp.Exists, exp.Any, exp.Paren, exp.Alias, exp.Distinct,
    exp.IgnoreNulls, exp.RespectNulls, exp.Union, exp.Intersect, exp.Except, exp.DataType, exp.ColumnDef, exp.PropertyEQ,
    exp.Values, exp.Schema, exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor, exp.Rollup, exp.GroupingSets, exp.Cube,
    exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Whens, exp.When, exp.Drop, exp.Create, exp.ColumnConstraint,
    exp.NotNullColumnConstraint, exp.Transaction, exp.Commit, exp.Rollback, exp.Placeholder, exp.HavingMax,
    exp.Returning, exp.Pivot, exp.PivotAlias, exp.Fetch, exp.In, exp.TruncateTable, exp.Command,
)  # fmt: skip


class Translator:
    """One statement's translation."""

    def __init__(self, tables: Mapping[str, Columns] | None = None) -> None:
        self.tables = tables or {}
        self.functions: dict[str, tuple[list[str], Node]] = {}
        self.declared: dict[tuple[str, str], exp.DataType] = {}
        self.variables: dict[str, Node] = {}
        self.variable_types: dict[str, exp.DataType] = {}

    def visit(self, node: Node, scope: Scope) -> Node:
        """The DuckDB form of a node. Raises DialectError."""
        name = "on_" + type(node).__name__.lower()
        rule = getattr(self, name, None)
        if rule is not None:
            return rule(node, scope)  # type: ignore[no-any-return]
        if isinstance(node, comparisons.COMPARISONS):
            return comparisons.compare(self, node, scope)
        if not isinstance(node, PLAIN) or isinstance(node, exp.Command):
            raise DialectError(
                f"{type(node).__name__} ({node.sql('bigquery')[:60]}) is not translated"
            )
        self.children(node, scope)
        kind = (
            "BOOL"
            if isinstance(
                node, exp.And | exp.Or | exp.Not | exp.Is | exp.Exists | exp.In | exp.Boolean
            )
            else None
        )
        return typed(
            node,
            kind
            or kind_of(
                getattr(node, "this", None) if isinstance(node, exp.Paren | exp.Alias) else None
            ),
        )

    def children(self, node: Node, scope: Scope) -> None:
        for key, value in list(node.args.items()):
            if isinstance(value, exp.Expression):
                node.set(key, self.visit(value, scope))
            elif isinstance(value, list):
                node.set(
                    key,
                    [self.visit(v, scope) if isinstance(v, exp.Expression) else v for v in value],
                )

    # Queries
    def on_select(self, node: exp.Select, scope: Scope) -> Node:
        return queries.select(self, node, scope)

    def on_subquery(self, node: exp.Subquery, scope: Scope) -> Node:
        return sources.subquery(self, node, scope)

    def on_table(self, node: exp.Table, scope: Scope) -> Node:
        return sources.table(self, node, scope)

    def on_unnest(self, node: exp.Unnest, scope: Scope) -> Node:
        return sources.unnest(self, node, scope)

    def on_union(self, node: exp.Union, scope: Scope) -> Node:
        return set_operations.set_operation(self, node, scope)

    on_except = on_intersect = on_union

    def on_ordered(self, node: exp.Ordered, scope: Scope) -> Node:
        self.children(node, scope)
        return node

    def on_order(self, node: exp.Order, scope: Scope) -> Node:
        return ordering.order(self, node, scope)

    def on_window(self, node: exp.Window, scope: Scope) -> Node:
        return ordering.window(self, node, scope)

    # Leaves
    def on_column(self, node: exp.Column, scope: Scope) -> Node:
        return scope.column(node)

    def on_literal(self, node: exp.Literal, scope: Scope) -> Node:
        if node.is_string:
            return typed(node, "STRING")
        text = node.name
        if text.isdigit():
            if int(text) >= 2**63:
                raise DialectError(f"integer {text} is outside of INT64")
            return typed(node, "INT64")
        if "e" not in text.lower():
            text += "e0"
        return typed(exp.Literal.number(text), "FLOAT64")

    def on_rawstring(self, node: exp.RawString, scope: Scope) -> Node:
        return typed(exp.Literal.string(node.name), "STRING")

    def on_bytestring(self, node: exp.ByteString, scope: Scope) -> Node:
        # sqlglot gives a character for each byte
        return call("unhex", node.name.encode("latin-1").hex(), kind="BYTES")

    def on_hexstring(self, node: exp.HexString, scope: Scope) -> Node:
        return typed(exp.Literal.number(int(node.name, 16)), "INT64")

    def on_parsejson(self, node: exp.ParseJSON, scope: Scope) -> Node:
        if not node.args.get("is_literal"):
            return calls.function(
                self, exp.Anonymous(this="parse_json", expressions=[node.this]), scope
            )
        return cast(self.visit(node.this, scope), "JSON", "JSON")

    def on_parameter(self, node: exp.Parameter, scope: Scope) -> Node:
        if (
            node.this is None
            or not node.name
            or (not node.name[0].isalpha() and node.name[0] != "_")
        ):
            raise DialectError("system variables (@@...) are not translated")
        return node

    def on_sessionparameter(self, node: exp.SessionParameter, scope: Scope) -> Node:
        raise DialectError("system variables (@@...) are not translated")

    # Operators
    def value(self, node: Node, scope: Scope) -> Node:
        """The DuckDB form of a value, where (a, b) is a STRUCT."""
        return structs.value(self, node, scope)

    def on_between(self, node: exp.Between, scope: Scope) -> Node:
        return comparisons.between(self, node, scope)

    def on_in(self, node: exp.In, scope: Scope) -> Node:
        return comparisons.within(self, node, scope)

    def on_like(self, node: exp.Like, scope: Scope) -> Node:
        return comparisons.like(self, node, scope)

    def on_likeany(self, node: Node, scope: Scope) -> Node:
        pattern = exp.Any(this=node.expression)
        return comparisons.like(self, exp.Like(this=node.this, expression=pattern), scope)

    def on_nullsafeeq(self, node: exp.NullSafeEQ, scope: Scope) -> Node:
        self.children(node, scope)
        return typed(node, "BOOL")

    on_nullsafeneq = on_nullsafeeq

    def on_arithmetic(self, node: Node, scope: Scope) -> Node:
        a, b = self.visit(node.this, scope), self.visit(node.expression, scope)
        ka, kb = kind_of(a), kind_of(b)
        if isinstance(a, exp.Interval) or isinstance(b, exp.Interval):
            return times.plus_interval(node, a, b)
        if "DATE" in (ka, kb) and isinstance(node, exp.Sub) and ka == kb:
            raise DialectError("DATE - DATE is an INTERVAL; write DATE_DIFF")
        if {ka, kb} & {"TIMESTAMP", "DATETIME", "TIME", "INTERVAL"}:
            raise DialectError("arithmetic of times by operator; write *_DIFF, *_ADD or *_SUB")
        a, b = settle([wide(a), wide(b)])
        ka, kb = kind_of(a), kind_of(b)
        if any(
            isinstance(x, exp.Literal) and kind_of(x) == "FLOAT64" and float(x.name) > 1e100
            for x in (a, b)
        ):
            raise DialectError(
                "arithmetic near the end of FLOAT64 (DuckDB gives inf where GoogleSQL raises)"
            )
        if isinstance(node, exp.Mul) and "NUMERIC" in (ka, kb) and "FLOAT64" not in (ka, kb):
            return overloaded("bq.nmul", a, b, kind="NUMERIC")
        if ka == kb or "DATE" in (ka, kb):
            kind = ka if ka == kb else "DATE"
        else:
            kind = join_kinds(ka, kb)
        if "DATE" in (ka, kb):
            b = cast(b, "INT") if ka == "DATE" else b
            a = cast(a, "INT") if kb == "DATE" else a
        if isinstance(node, exp.Add) and ka == "INT64" and kb is None:
            return overloaded("bq.plus", b, a)
        if kb in ("INT64", None) and ka is None and not isinstance(node, exp.Mul):
            name = "bq.plus" if isinstance(node, exp.Add) else "bq.minus"
            return overloaded(name, a, b)
        if isinstance(node, exp.Mul) and None in (ka, kb) and "FLOAT64" not in (ka, kb):
            return lifted(lambda a, b: call("bq.mul", numbers.kinds_of(a, b), a, b), a, b)
        out = typed(type(node)(this=a, expression=b), kind)
        return times.in_range(exp.Paren(this=out)) if kind == "DATE" else out

    on_add = on_sub = on_mul = on_arithmetic

    def on_div(self, node: exp.Div, scope: Scope) -> Node:
        a, b = bare(self.visit(node.this, scope)), bare(self.visit(node.expression, scope))
        return numbers.divide("", a, b)

    def on_neg(self, node: exp.Neg, scope: Scope) -> Node:
        if isinstance(node.this, exp.Literal) and node.this.name == str(2**63):
            return cast(exp.Literal.string(f"-{2**63}"), "BIGINT", "INT64")
        inner = self.visit(node.this, scope)
        if isinstance(inner, exp.Literal) and inner.name.strip("0.e") == "":
            # DuckDB loses the sign of a zero that is written out
            return (
                cast(exp.Literal.string("-0.0"), "DOUBLE", "FLOAT64")
                if kind_of(inner) == "FLOAT64"
                else inner
            )
        return typed(exp.Neg(this=inner), kind_of(inner))

    def on_bitwiseleftshift(self, node: Node, scope: Scope) -> Node:
        name = "bq_shift_left" if isinstance(node, exp.BitwiseLeftShift) else "bq_shift_right"
        a, b = self.visit(node.this, scope), self.visit(node.expression, scope)
        return call(name, a, b, kind="INT64")

    on_bitwiserightshift = on_bitwiseleftshift

    def on_paren(self, node: exp.Paren, scope: Scope) -> Node:
        return paren(self.visit(node.this, scope))

    def on_bitwisenot(self, node: exp.BitwiseNot, scope: Scope) -> Node:
        return typed(exp.BitwiseNot(this=wide(self.visit(node.this, scope))), "INT64")

    def on_dpipe(self, node: exp.DPipe, scope: Scope) -> Node:
        self.children(node, scope)
        kind = kind_of(node.this) or kind_of(node.expression)
        return typed(exp.DPipe(this=node.this, expression=node.expression), kind)

    def on_alias(self, node: exp.Alias, scope: Scope) -> Node:
        node.set("this", self.visit(node.this, scope))
        return typed(node, kind_of(node.this))

    def on_case(self, node: exp.Case, scope: Scope) -> Node:
        if node.this:
            head = node.this
            ifs = [
                exp.If(this=exp.EQ(this=head.copy(), expression=i.this), true=i.args["true"])
                for i in node.args["ifs"]
            ]
            node = exp.Case(ifs=ifs, default=node.args.get("default"))
        whens = [
            exp.If(this=self.visit(i.this, scope), true=self.visit(i.args["true"], scope))
            for i in node.args["ifs"]
        ]
        other = node.args.get("default")
        other = self.visit(other, scope) if other else None
        results = settle([w.args["true"] for w in whens] + ([other] if other else []))
        for when, result in zip(whens, results, strict=False):
            when.set("true", result)
        return typed(exp.Case(ifs=whens, default=results[-1] if other else None), join_all(results))

    def on_if(self, node: exp.If, scope: Scope) -> Node:
        return self.on_case(
            exp.Case(
                ifs=[exp.If(this=node.this, true=node.args["true"])], default=node.args.get("false")
            ),
            scope,
        )

    def on_cast(self, node: exp.Cast, scope: Scope) -> Node:
        return casts.cast_node(self, node, scope)

    on_trycast = on_cast

    def on_extract(self, node: exp.Extract, scope: Scope) -> Node:
        return times.extract(self, node, scope)

    def on_interval(self, node: exp.Interval, scope: Scope) -> Node:
        return typed(node, "INTERVAL")

    # Calls, arrays, structs
    def on_anonymous(self, node: exp.Anonymous, scope: Scope) -> Node:
        return calls.function(self, node, scope)

    def on_safefunc(self, node: Node, scope: Scope) -> Node:
        return calls.safe(self, node.this, scope)

    def on_array(self, node: exp.Array, scope: Scope) -> Node:
        if len(node.expressions) == 1 and isinstance(
            node.expressions[0], exp.Select | exp.Union | exp.Subquery
        ):
            return queries.array_query(self, node, scope)
        items = settle([self.value(e, scope) for e in node.expressions])
        kind = join_all(items)
        if kind == "FLOAT64":
            items = [cast(i, "DOUBLE", "FLOAT64") if kind_of(i) != "FLOAT64" else i for i in items]
        return typed(exp.Array(expressions=items), ("ARRAY", kind))

    def on_bracket(self, node: exp.Bracket, scope: Scope) -> Node:
        this = self.visit(node.this, scope)
        index = self.visit(node.expressions[0], scope)
        kind = kind_of(this)
        if kind == "JSON":
            return call("json_extract", this, index, kind="JSON")
        base, safe = node.args.get("offset"), node.args.get("safe")
        if base is None and kind is None:
            return overloaded("bq.item", this, index)
        if base is None:
            base = 0
        name = ("safe_" if safe else "at_") + ("ordinal" if base == 1 else "offset")
        element = kind[1] if isinstance(kind, tuple) and kind[0] == "ARRAY" else None
        return call("bq." + name, this, index, kind=element)

    def on_struct(self, node: exp.Struct, scope: Scope) -> Node:
        return structs.struct(self, node.expressions, scope)

    def on_dot(self, node: exp.Dot, scope: Scope) -> Node:
        if isinstance(node.expression, exp.Anonymous):
            if node.this.name.upper() == "SAFE":
                return calls.safe(self, node.expression, scope)
            raise DialectError(f"function {node.sql('bigquery')[:50]} is not translated")
        this = self.visit(node.this, scope)
        if isinstance(node.expression, exp.Star):
            if node.expression.args.get("except_") or node.expression.args.get("replace"):
                raise DialectError("value.* EXCEPT; name the fields")
            return call("unnest", this)
        kind, name = kind_of(this), node.expression.name
        if kind == "JSON":
            return call("json_extract", this, f'$."{name}"', kind="JSON")
        field = (
            kind[1].get(name.lower()) if isinstance(kind, tuple) and kind[0] == "STRUCT" else None
        )
        if kind is None and _json_subscript(node.this):
            path = exp.Literal.string(f'$."{name}"')
            return overloaded("bq.field", this, exp.Literal.string(name), path)
        return call("struct_extract", this, name, kind=field)

    def on_jsonextract(self, node: Node, scope: Scope) -> Node:
        raise DialectError("JSON by subscript; write JSON_VALUE or JSON_QUERY")


def _json_subscript(node: Node) -> bool:
    """Whether it is x[i], or a field of it: without OFFSET x may be JSON."""
    while isinstance(node, exp.Dot):
        node = node.this
    return isinstance(node, exp.Bracket) and node.args.get("offset") is None
