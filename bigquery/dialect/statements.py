"""Statements beside queries: DDL without BigQuery's storage clauses, MERGE, temp functions."""

from sqlglot import exp

from bigquery.dialect.grammar import Writer
from bigquery.dialect.names import TABLE_FUNCTION, substituted
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.translate import Translator
from bigquery.dialect.tree import Node, duck_type

_KEPT = (exp.TemporaryProperty,)


def statement(t: Translator, node: Node) -> Node | None:
    """The DuckDB form of one statement; None where it only tells the translator something."""
    if t.variables and not isinstance(node, exp.Declare | exp.Set):
        node = put(t, node)
    match node:
        case exp.Select() | exp.SetOperation() | exp.Subquery():
            return name_outputs(t.visit(node, Scope()))
        case exp.Create():
            return create(t, node)
        case exp.Merge():
            return merge(t, node)
        case exp.Insert() | exp.Update() | exp.Delete() | exp.TruncateTable():
            return change(t, node)
        case exp.Declare():
            declare(t, node)
            return None
        case exp.Set():
            assign(t, node)
            return None
        case exp.Drop():
            for table in node.find_all(exp.Table):
                table.set("catalog", None)
            return node
        case exp.Transaction() | exp.Commit() | exp.Rollback():
            return node
    raise DialectError(
        f"statement {node.sql('bigquery').split(' ')[0][:30]} is not translated (scripting has no DuckDB form)"
    )


def declare(t: Translator, node: exp.Declare) -> None:
    """DECLARE: later statements get the variable's expression in the place of its name."""
    for item in node.expressions:
        kind, value = item.args.get("kind"), item.args.get("default") or exp.Null()
        for name in item.this:
            plain = put(t, value.copy())
            if isinstance(kind, exp.DataType):
                plain = exp.Cast(this=plain, to=kind.copy())
                t.variable_types[name.name.lower()] = kind
            t.variables[name.name.lower()] = plain


def assign(t: Translator, node: exp.Set) -> None:
    """SET x = expression, or SET (x, y) = (a, b)."""
    for item in node.expressions:
        eq = item.this
        if not isinstance(eq, exp.EQ):
            raise DialectError("this SET is not translated")
        pairs = [(eq.this, eq.expression)]
        if isinstance(eq.this, exp.Tuple) and isinstance(eq.expression, exp.Tuple):
            pairs = list(zip(eq.this.expressions, eq.expression.expressions, strict=True))
        values = [(target, put(t, value.copy())) for target, value in pairs]
        for target, value in values:
            name = target.name.lower()
            if name not in t.variables:
                raise DialectError(f"SET of {name}, which no DECLARE names")
            kind = t.variable_types.get(name)
            t.variables[name] = exp.Cast(this=value, to=kind.copy()) if kind else value


def put(t: Translator, node: Node) -> Node:
    """The node with the script's variables put in."""
    return substituted(node, {n: exp.Paren(this=v) for n, v in t.variables.items()})


def name_outputs(node: Node) -> Node:
    """Columns without a name are f0_, f1_ as in BigQuery."""
    inner = node
    if isinstance(inner, exp.Select) and not inner.meta.get("as_value"):
        number = 0
        items = []
        for e in inner.expressions:
            opened = isinstance(e, exp.Anonymous) and e.name == "unnest"
            if not isinstance(e, exp.Alias | exp.Column | exp.Star) and not opened:
                name = e.args["expression"].name if isinstance(e, exp.Dot) else ""
                if isinstance(e, exp.Anonymous) and e.name == "struct_extract":
                    name = e.expressions[1].name
                if not name:
                    name, number = f"f{number}_", number + 1
                items.append(exp.alias_(e, name))
            else:
                items.append(e)
        inner.set("expressions", items)
    return node


def create(t: Translator, node: exp.Create) -> Node | None:
    kind = str(node.args.get("kind")).upper()
    if kind == "FUNCTION":
        if isinstance(node.this, exp.UserDefinedFunction) and _is_query(node.expression):
            return _table_function(t, node)
        _function(t, node)
        return None
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
        any_type = isinstance(kind, exp.DataType) and kind.sql("bigquery").upper() == "ANY TYPE"
        if isinstance(kind, exp.DataType) and kind.this != exp.DType.UNKNOWN and not any_type:
            t.declared[udf.this.name.upper(), c.name.lower()] = kind
    t.functions[udf.this.name.upper()] = ([c.name.lower() for c in udf.expressions], body)


def _is_query(body: Node | None) -> bool:
    """Whether a function's body is a query: that of a scalar has brackets of its own."""
    inner = body.this if isinstance(body, exp.Subquery) else body
    return isinstance(inner, exp.Select | exp.SetOperation)


def _table_function(t: Translator, node: exp.Create) -> Node:
    """CREATE TABLE FUNCTION: a table macro whose name tells that it is one of ours."""
    udf = node.this
    given: dict[str, Node] = {}
    for c in udf.expressions:
        kind = c.args.get("kind")
        if not isinstance(kind, exp.DataType):
            raise DialectError("an argument of a table function needs a type")
        given[c.name.lower()] = exp.Cast(this=exp.column(f"arg_{c.name.lower()}"), to=kind.copy())
    body = node.expression.this if isinstance(node.expression, exp.Subquery) else node.expression
    query = name_outputs(t.visit(substituted(body, given), Scope()))
    head = exp.Anonymous(
        this=TABLE_FUNCTION + udf.this.name.lower(),
        expressions=[exp.to_identifier(f"arg_{n}") for n in given],
    )
    return exp.Create(
        this=head,
        kind="MACRO",
        replace=node.args.get("replace"),
        expression=exp.Var(this="TABLE " + query.sql(dialect=Writer)),
    )


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
                when.set("then", exp.Var(this="INSERT"))  # by position, as ROW is
                continue
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
    if isinstance(node, exp.Delete) and not node.this and node.args.get("tables"):
        node.set("this", node.args["tables"][0])  # DELETE without FROM
        node.set("tables", None)
    node.set("this", _target(node.this, scope))
    if isinstance(node, exp.Update):
        if node.args.get("from_"):
            node.set("from_", t.visit(node.args["from_"], scope))
        for eq in node.expressions:
            if isinstance(eq.this, exp.Column) and eq.this.table.lower() in scope.sources:
                eq.this.set("table", None)  # the target's alias; DuckDB takes a bare name
            eq.set("expression", t.visit(eq.expression, scope))
    if node.args.get("where"):
        node.set("where", t.visit(node.args["where"], scope))
    if isinstance(node, exp.Insert) and node.expression:
        node.set("expression", t.visit(node.expression, scope))
    return node
