"""GoogleSQL on DuckDB 2.0: translated to what is known to be equal, or refused with a reason."""

from collections.abc import Mapping
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.tokens import TokenType  # type: ignore[attr-defined]

from bigquery.dialect.grammar import GoogleSQL, Writer, parse
from bigquery.dialect.prepare import prepare
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Columns
from bigquery.dialect.statements import statement
from bigquery.dialect.translate import Translator
from bigquery.dialect.tree import kind_of_type

__all__ = ["DialectError", "prepare", "to_duckdb", "translate"]


Tables = Mapping[str, Mapping[str, str]]
"""The columns of tables, by the table's name as queries write it: name and GoogleSQL type."""


@lru_cache(maxsize=2048)
def to_duckdb(sql: str) -> str:
    """GoogleSQL to DuckDB 2.0, for a connection that prepare() has seen.

    Named @parameters become $parameters. Raises DialectError for what has no equal.
    """
    return translate(sql, {})


def translate(sql: str, tables: Tables) -> str:
    """As to_duckdb, with what is known of tables: a comparison of two strings then needs no guard
    against NaN, so that the query is planned and run faster. The rows are the same."""
    translator = Translator({name: _kinds(columns) for name, columns in tables.items()})
    try:
        out = [statement(translator, s) for s in parse(sql)]
        _check(sql, out)
        text = [
            s.sql(dialect=Writer, unsupported_level=ErrorLevel.RAISE) for s in out if s is not None
        ]
    except DialectError:
        raise
    except SqlglotError as error:
        raise DialectError(f"this SQL has no DuckDB form: {str(error).splitlines()[0]}") from None
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError) as error:
        raise DialectError(
            f"this SQL is not translated ({type(error).__name__}: {error})"
        ) from error
    if not text:
        raise DialectError("there is nothing to run in this SQL")
    return ";\n".join(text)


def _kinds(columns: Mapping[str, str]) -> Columns:
    build = exp.DataType.build
    return {
        name.lower(): kind_of_type(build(kind, dialect="bigquery"))
        for name, kind in columns.items()
    }


def _check(sql: str, out: list[exp.Expr | None]) -> None:
    """What only the whole result shows."""
    trees = [s for s in out if s is not None]
    tokens = [t.token_type for t in GoogleSQL().tokenize(sql)]
    if TokenType.PIPE_GT in tokens:
        raise DialectError("pipe syntax was never held against GoogleSQL; write SELECT")
    marks = sum(1 for s in trees for _ in s.find_all(exp.Placeholder))
    if marks and marks != tokens.count(TokenType.PLACEHOLDER):
        raise DialectError("a positional parameter that is needed twice; name it, as in @p")
