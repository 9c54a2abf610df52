import type { CSSProperties } from "react";

/** The pattern of what is not known, for SVG: fill="url(#id)". */
export function HatchPattern({ id }: { id: string }) {
  return (
    <pattern
      id={id}
      width="5"
      height="5"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <line x1="0" y1="0" x2="0" y2="5" stroke="var(--hatch)" strokeWidth="2" />
    </pattern>
  );
}

/** The same for CSS boxes. */
export const hatched: CSSProperties = {
  background: "repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 4px)",
};

export function HatchKey({ label = "no data" }: { label?: string }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 6, whiteSpace: "nowrap" }}>
      <span aria-hidden="true" style={{ ...hatched, width: 18, height: 10 }} />
      {label}
    </span>
  );
}
