import { IconChevronDown } from "@tabler/icons-react";
import { useState, type CSSProperties, type ReactNode } from "react";

import { hatched } from "@/components/figure/Hatch";
import { Value } from "@/components/figure/KeyFigure";
import { UNMETERED } from "@/lib/categories";
import type { Figure } from "@/lib/format/figure";
import { count, percent } from "@/lib/format/number";

import classes from "./breakdown.module.css";
import { plain, type Group } from "./groups";

interface Props {
  lines: Group[];
  /** The colour of each line, in its own order. */
  places: number[];
  building: string;
}

/** The list beside the stack, in the stack's order; many meters of one kind open to their own. */
export function BreakdownLines({ lines, places, building }: Props) {
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <ul className={classes.list}>
      {lines
        .map((line, place) => ({ line, place: places[place] ?? UNMETERED }))
        .reverse()
        .map(({ line, place }) => (
          <li key={line.id}>
            <Line
              line={line}
              place={place}
              open={opened === line.id}
              onOpen={(open) => setOpened(open ? line.id : null)}
            />
            {opened === line.id && (
              <ul className={classes.members}>
                {line.parts.map((part) => (
                  <li key={part.key}>
                    <Row
                      name={plain(part.name, building)}
                      energy={part.energy}
                      share={part.share}
                    />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
    </ul>
  );
}

interface LineProps {
  line: Group;
  place: number;
  open: boolean;
  onOpen: (open: boolean) => void;
}

function Line({ line, place, open, onOpen }: LineProps) {
  const name =
    line.parts.length === 1 ? (
      line.name
    ) : (
      <button
        type="button"
        className={classes.many}
        aria-expanded={open}
        onClick={() => onOpen(!open)}
      >
        {line.name} <span>{count(line.parts.length)} meters</span>
        <IconChevronDown size={14} stroke={1.6} aria-hidden="true" />
      </button>
    );
  const fill =
    place === UNMETERED
      ? { ...hatched, border: "1px solid var(--hatch)" }
      : { background: `var(--category-${place})` };
  return <Row name={name} label={line.name} energy={line.energy} share={line.share} fill={fill} />;
}

interface RowProps {
  name: ReactNode;
  label?: string;
  energy: Figure;
  share: number | null;
  fill?: CSSProperties;
}

function Row({ name, label, energy, share, fill }: RowProps) {
  return (
    <div className={classes.row}>
      <span className={classes.mark} aria-hidden="true" style={fill} />
      <span className={classes.name}>{name}</span>
      <Value figure={energy} label={label ?? String(name)} bar={false} />
      <span className={classes.share}>{share === null ? "–" : percent(share, 0)}</span>
    </div>
  );
}
