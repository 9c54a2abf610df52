"""Writes docs/data-model.md from the schema files: ``python -m bigquery.data_model``."""

from __future__ import annotations

from pathlib import Path

from bigquery import schema

DOCUMENT = Path(__file__).parents[1] / "docs" / "data-model.md"

_DATASETS = {
    "powerlytics_raw": "What arrived, as it arrived.",
    "powerlytics_analytics": "What is derived from it; a transform replaces whole windows.",
    "powerlytics_local": "Bookkeeping: what a transform has seen, and what Fivetran keeps itself "
    "in the cloud.",
}


def render() -> str:
    """The document as Markdown."""
    tables = schema.tables().values()
    parts = [
        "# Data model\n",
        "Made from `bigquery/schema/*.sql` by `make docs`; edit those files, not this one.\n",
        "Times are UTC and label the start of an interval; intervals are half-open. "
        "The unit is in the column's name. NULL is unknown, never 0.\n",
    ]
    for dataset, purpose in _DATASETS.items():
        parts.append(f"## {dataset}\n\n{purpose}\n")
        parts += [_section(table) for table in tables if table.dataset == dataset]
    return "\n".join(parts)


def _section(table: schema.Table) -> str:
    facts = [f"Key: {', '.join(table.key)}." if table.key else ""]
    if table.partition:
        facts.append(f"Partitioned by day of {table.partition}.")
    if table.clustering:
        facts.append(f"Clustered by {', '.join(table.clustering)}.")
    if table.expiration_days:
        facts.append(
            f"Partitions expire after {table.expiration_days} days; a filter on them is required."
        )
    rows = [
        f"| {column.name} | {column.type} | {column.description.replace('|', chr(92) + '|')} |"
        for column in table.columns
    ]
    return "\n".join(
        [
            f"### {table.name}\n",
            f"{table.description}\n",
            " ".join(filter(None, facts)) + "\n",
            "| column | type | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    DOCUMENT.write_text(render(), encoding="utf-8")
