"""Statements beside queries: DDL without BigQuery's storage clauses, MERGE, temp functions."""

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.translate import Translator
from bigquery.dialect.tree import Node, duck_type

_KEPT = (exp.TemporaryProperty,)


def statement(t: Translator, node: Node) -> Node | None:
    """The DuckDB form of one statement; None where it only tells the translator something."""
    match node:
        case exp.Select() | exp.SetOperation() | exp.Subquery():
            return name_outputs(t.visit(node, Scope()))
        case exp.Create():
            return create(t, node)
        case exp.Merge():
            return merge(t, node)
        case exp.Insert() | exp.Update() | exp.Delete() | exp.TruncateTable():
            return change(t, node)
        case exp.Drop():
            for table in node.find_all(exp.Table):
                table.set("catalog", None)
            return node
        case exp.Transaction() | exp.Commit() | exp.Rollback():
            return node
    raise DialectError(
        f"statement {node.sql('bigquery').split(' ')[0][:30]} is not translated (scripting has no DuckDB form)"
    )


def name_outputs(node: Node) -> Node:
    """Columns without a name are f0_, f1_ as in BigQuery."""
    inner = node
    if isinstance(inner, exp.Select) and not inner.meta.get("as_value"):
        number = 0
        items = []
        for e in inner.expressions:
            if not isinstance(e, exp.Alias | exp.Column | exp.Star):
                name = e.args["expression"].name if isinstance(e, exp.Dot) else ""
                if isinstance(e, exp.Anonymous) and e.name == "struct_extract":
                    name = e.expressions[1].name
                if not name:
                    name, number = f"f{number}_", number + 1
                e = exp.alias_(e, name)
            items.append(e)
        inner.set("expressions", items)
    return node


def create(t: Translator, node: exp.Create) -> Node | None:
    kind = str(node.args.get("kind")).upper()
    if kind == "FUNCTION":
        return _function(t, node)
    if kind not in ("TABLE", "VIEW", "SCHEMA"):
        raise DialectError(f"CREATE {kind} is not translated")
    properties = node.args.get("properties")
    if properties:
        node.set(
            "properties",
            exp.Properties(expressions=[p for p in properties.expressions if isinstance(p, _KEPT)]),
        )
    for table in node.this.find_all(exp.Table):
        table.set("catalog", None)
    if isinstance(node.this, exp.Schema):
        for column in list(node.this.expressions):
            if not isinstance(column, exp.ColumnDef):
                column.pop()
                continue
            column.set("kind", duck_type(column.args["kind"]))
            kept = [
                c
                for c in column.args.get("constraints") or []
                if isinstance(c.args.get("kind"), exp.NotNullColumnConstraint)
            ]
            if any(
                isinstance(c.args.get("kind"), exp.DefaultColumnConstraint)
                for c in column.args.get("constraints") or []
            ):
                raise DialectError("DEFAULT of a column is not translated")
            column.set("constraints", kept)
    if node.expression:
        node.set("expression", t.visit(node.expression, Scope()))
    for key in ("clone", "clustered"):
        if node.args.get(key):
            raise DialectError(f"CREATE with {key.upper()}")
    return node


def _function(t: Translator, node: exp.Create) -> None:
    udf = node.this
    body = node.expression
    if node.args.get("properties") and any(
        isinstance(p, exp.LanguageProperty) for p in node.args["properties"].expressions
    ):
        raise DialectError("functions in another language than SQL")
    if not isinstance(udf, exp.UserDefinedFunction) or body is None:
        raise DialectError("this CREATE FUNCTION is not translated")
    for c in udf.expressions:
        kind = c.args.get("kind")
        if isinstance(kind, exp.DataType) and kind.this != exp.DType.UNKNOWN:
            t.declared[udf.this.name.upper(), c.name.lower()] = kind
    t.functions[udf.this.name.upper()] = ([c.name.lower() for c in udf.expressions], body)


def _target(node: Node, scope: Scope) -> Node:
    table = node.this if isinstance(node, exp.Schema) else node
    if not isinstance(table, exp.Table):
        raise DialectError("this target of a change is not translated")
    table.set("catalog", None)
    scope.sources[(table.alias or table.name).lower()] = {}
    return node


def merge(t: Translator, node: exp.Merge) -> Node:
    scope = Scope()
    node.set("this", _target(node.this, scope))
    using = node.args["using"]
    holder = exp.From(this=using)
    node.set("using", t.visit(holder.this, scope))
    node.set("on", t.visit(node.args["on"], scope))
    for when in node.args["whens"].expressions:
        if when.args.get("condition"):
            when.set("condition", t.visit(when.args["condition"], scope))
        then = when.args["then"]
        if isinstance(then, exp.Insert):
            if then.expression is None or (
                isinstance(then.this, exp.Var | exp.Star) or str(then.this).upper() == "ROW"
            ):
                raise DialectError("MERGE with INSERT ROW; name the columns")
            then.set("expression", t.visit(then.expression, scope))
        elif isinstance(then, exp.Update):
            for eq in then.expressions:
                eq.set("expression", t.visit(eq.expression, scope))
    return node


def change(t: Translator, node: Node) -> Node:
    scope = Scope()
    if isinstance(node, exp.TruncateTable):
        for table in node.expressions:
            table.set("catalog", None)
        return node
    node.set("this", _target(node.this, scope))
    if isinstance(node, exp.Update):
        if node.args.get("from_"):
            node.set("from_", t.visit(node.args["from_"], scope))
        for eq in node.expressions:
            eq.set("expression", t.visit(eq.expression, scope))
    if node.args.get("where"):
        node.set("where", t.visit(node.args["where"], scope))
    if isinstance(node, exp.Insert) and node.expression:
        node.set("expression", t.visit(node.expression, scope))
    return node
