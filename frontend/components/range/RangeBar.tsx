import { rangeBox, type Range } from "@/lib/ranges";

import classes from "./range.module.css";

interface Props {
  range: Range;
  /** The scale that this bar shares with others. */
  least: number;
  most: number;
}

/** A range on a common scale: from its low to its high end, with a tick at the most likely value.
 *  The text beside it says the same, so it is hidden from screen readers. */
export function RangeBar({ range, least, most }: Props) {
  const box = rangeBox(range, least, most);
  const zero = rangeBox({ low: 0, mid: 0, high: 0, unit: "" }, least, most);
  return (
    <span className={classes.track} aria-hidden="true">
      {zero && <span className={classes.zero} style={{ left: `${zero.mid}%` }} />}
      {box && (
        <>
          <span
            className={classes.range}
            style={{ left: `${box.left}%`, width: `max(2px, ${box.width}%)` }}
          />
          <span className={classes.mid} style={{ left: `${box.mid}%` }} />
        </>
      )}
    </span>
  );
}
