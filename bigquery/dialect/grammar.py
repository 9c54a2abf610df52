"""GoogleSQL's text to a tree in which every function keeps the name it was written with.

sqlglot's own tree folds functions of many dialects into shared nodes whose meaning it then guesses
back; here a call stays a call, so that what it becomes is decided in one place (functions/).
"""

import re
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.dialects.bigquery import BigQuery
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType  # type: ignore[attr-defined]

from bigquery.dialect.refusal import DialectError

_SPECIAL = ("ARRAY", "CAST", "EXTRACT", "SAFE_CAST", "TRY_CAST")


class GoogleSQL(BigQuery):
    """BigQuery's grammar with no function known by meaning."""

    class Parser(BigQuery.Parser):  # type: ignore[misc,valid-type]
        FUNCTIONS: dict = {}  # type: ignore[type-arg]  # noqa: RUF012
        FUNCTION_PARSERS = {  # noqa: RUF012
            k: v for k, v in BigQuery.Parser.FUNCTION_PARSERS.items() if k in _SPECIAL
        }
        NO_PAREN_FUNCTIONS: dict = {}  # type: ignore[type-arg]  # noqa: RUF012

        def _parse_cast(self, strict: bool, safe: bool | None = None) -> exp.Expr | None:
            """CAST; with FORMAT to a time sqlglot would forget the type and the format."""
            start = self._index
            found = super()._parse_cast(strict, safe)
            if not isinstance(found, exp.StrToDate | exp.StrToTime):
                return found  # type: ignore[no-any-return]
            tokens = self._tokens[start : self._index]
            at = max(i for i, t in enumerate(tokens) if t.token_type == TokenType.FORMAT)
            picture: exp.Expr = exp.Literal.string(tokens[at + 1].text)
            if found.args.get("zone"):
                picture = exp.AtTimeZone(this=picture, zone=found.args["zone"])
            to = exp.DataType.build(tokens[at - 1].text, dialect="bigquery")
            kind = exp.TryCast if safe else exp.Cast
            return kind(this=found.this, to=to, format=picture)

        def _implicit_unnests_to_explicit(self, this: Any) -> Any:
            return this  # an array of an earlier source is told from a table in sources.table

        def _parse_table(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
            """A source; an array of an earlier one may be followed by WITH OFFSET."""
            found = super()._parse_table(*args, **kwargs)
            if isinstance(found, exp.Table) and self._match_pair(TokenType.WITH, TokenType.OFFSET):
                self._match(TokenType.ALIAS)
                named = self._parse_id_var(any_token=False, tokens=self.UNNEST_OFFSET_ALIAS_TOKENS)
                name = named or exp.to_identifier("offset")
                found.set("offset", name)
            return found  # type: ignore[no-any-return]


class Writer(DuckDB):
    """DuckDB's SQL; calls keep IGNORE NULLS, which sqlglot drops for functions it does not know."""

    class Generator(DuckDB.Generator):  # type: ignore[misc,valid-type]
        def ignorenulls_sql(self, expression: exp.IgnoreNulls) -> str:
            return f"{self.sql(expression, 'this')} IGNORE NULLS"

        def lambda_sql(
            self, expression: exp.Lambda, arrow_sep: str = "->", wrap: bool = True
        ) -> str:
            return (
                f"lambda {self.expressions(expression, flat=True)}: {self.sql(expression, 'this')}"
            )

        def respectnulls_sql(self, expression: exp.RespectNulls) -> str:
            return f"{self.sql(expression, 'this')} RESPECT NULLS"


def parse(sql: str) -> list[exp.Expr]:
    """The statements of a text. Raises DialectError where it is not GoogleSQL that we read."""
    try:
        found = sqlglot.parse(sql, dialect=GoogleSQL)
    except (SqlglotError, RecursionError) as error:
        line = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).split("\n")[0]
        raise DialectError(f"cannot read this SQL: {line}") from None
    return [s for s in found if s is not None and not isinstance(s, exp.Semicolon)]
