"""GoogleSQL on DuckDB 2.0: translated to what is known to be equal, or refused with a reason."""

from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.tokens import TokenType  # type: ignore[attr-defined]

from bigquery.dialect.grammar import GoogleSQL, Writer, parse
from bigquery.dialect.prepare import prepare
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.statements import statement
from bigquery.dialect.translate import Translator

__all__ = ["DialectError", "prepare", "to_duckdb"]


@lru_cache(maxsize=2048)
def to_duckdb(sql: str) -> str:
    """GoogleSQL to DuckDB 2.0, for a connection that prepare() has seen.

    Named @parameters become $parameters. Raises DialectError for what has no equal.
    """
    translator = Translator()
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


def _check(sql: str, out: list[exp.Expr | None]) -> None:
    """What only the whole result shows."""
    trees = [s for s in out if s is not None]
    tokens = [t.token_type for t in GoogleSQL().tokenize(sql)]
    if TokenType.PIPE_GT in tokens:
        raise DialectError("pipe syntax was never held against GoogleSQL; write SELECT")
    marks = sum(1 for s in trees for _ in s.find_all(exp.Placeholder))
    if marks and marks != tokens.count(TokenType.PLACEHOLDER):
        raise DialectError("a positional parameter that is needed twice; name it, as in @p")
