import type { ReactNode } from "react";

import tables from "./table.module.css";

/** What stands over a column, and the class of its cells where it has one. */
export type Column = string | readonly [head: ReactNode, className: string | undefined];

interface Props {
  label: string;
  columns: readonly Column[];
  className?: string | undefined;
  /** The rows. */
  children: ReactNode;
}

/** A table that scrolls sideways by itself, by keyboard too; its first column names the row. */
export function Table({ label, columns, className, children }: Props) {
  return (
    <div className={tables.scroll} role="region" aria-label={`${label}, table`} tabIndex={0}>
      <table className={[tables.table, className].filter(Boolean).join(" ")}>
        <thead>
          <tr>
            {columns.map((column, place) => {
              const [head, style] = typeof column === "string" ? [column, undefined] : column;
              return (
                <th key={place} scope="col" className={style}>
                  {head}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
