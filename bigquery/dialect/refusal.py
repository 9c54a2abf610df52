"""What the dialect says when it will not translate."""

from bigquery.errors import PowerlyticsError


class DialectError(PowerlyticsError):
    """This GoogleSQL has no DuckDB form that is known to be equal; the message says what and why."""
