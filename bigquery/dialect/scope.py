"""What is known of the names that a query sees: light, since no schema is."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from bigquery.dialect.tree import Node, call, kind_of, typed

Columns = dict[str, object]


@dataclass
class Scope:
    """Names of one query level; unknown names stay as they are written."""

    outer: Scope | None = None
    ctes: dict[str, Columns] = field(default_factory=dict)
    sources: dict[str, Columns] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)  # aliases of UNNEST: a value each
    holders: dict[str, str] = field(default_factory=dict)  # the table that has such a value
    renamed: dict[str, Node] = field(default_factory=dict)

    def cte(self, name: str) -> Columns | None:
        found = self.ctes.get(name.lower())
        return found if found is not None or self.outer is None else self.outer.cte(name)

    def knows(self, name: str) -> bool:
        n = name.lower()
        return (
            n in self.sources
            or n in self.values
            or (self.outer is not None and self.outer.knows(name))
        )

    def size(self) -> int:
        """How many sources there are, here and outside."""
        own = len(self.sources) + len(self.values)
        return own + (self.outer.size() if self.outer else 0)

    def column(self, node: exp.Column) -> Node:
        """A column reference, with its type where it is known."""
        name, table = node.name.lower(), node.table.lower()
        if not table and name in self.renamed:
            return self.renamed[name].copy()
        if not table:
            node = self._of_value(node, name)
        parts = [p.name.lower() for p in node.parts]
        kind, path = self._look(parts)
        if kind == "JSON" and path:
            base = node.copy()
            return self._json(base, len(path))
        for step in path:
            kind = kind[1].get(step) if isinstance(kind, tuple) and kind[0] == "STRUCT" else None
        return typed(node, kind)

    def _of_value(self, node: exp.Column, name: str) -> exp.Column:
        """An alias of UNNEST is before any column of that name; the fields of its STRUCT are names
        too."""
        if name in self.values:
            if name in self.holders:
                node.set("table", exp.to_identifier(self.holders[name], quoted=True))
            return node
        if any(name in columns for columns in self.sources.values()):
            return node
        for value, kind in self.values.items():
            if isinstance(kind, tuple) and kind[0] == "STRUCT" and name in kind[1]:
                node.set("table", exp.to_identifier(value, quoted=True))
                return node
        return self.outer._of_value(node, name) if self.outer and not self._open() else node

    def _open(self) -> bool:
        """Whether a source here may have any column."""
        return any(not columns for columns in self.sources.values())

    def _json(self, node: exp.Column, depth: int) -> Node:
        parts = node.parts
        base = exp.column(*reversed(parts[: len(parts) - depth]))  # type: ignore[call-overload]
        steps = "".join(f'."{p.name}"' for p in parts[len(parts) - depth :])
        return call("json_extract", base, "$" + steps, kind="JSON")

    def _look(self, parts: list[str]) -> tuple[object, list[str]]:
        head = parts[0]
        if len(parts) > 1 and self.holders.get(parts[1]) == head:
            return self.values[parts[1]], parts[2:]
        if head in self.values:
            return self.values[head], parts[1:]
        if head in self.sources and len(parts) > 1:
            return self.sources[head].get(parts[1]), parts[2:]
        if len(parts) >= 1:
            for columns in self.sources.values():
                if head in columns:
                    return columns[head], parts[1:]
        return self.outer._look(parts) if self.outer else (None, parts[1:])


def columns_of(node: Node | None) -> Columns:
    """The output columns of a translated query, as far as they are known."""
    while isinstance(node, exp.Subquery | exp.CTE | exp.Paren):
        node = node.this
    if node is not None and isinstance(node, exp.SetOperation):
        node = node.this
        return columns_of(node)
    return dict(node.meta.get("columns", {})) if node is not None else {}


__all__ = ["Columns", "Scope", "columns_of", "kind_of"]
