import type { ReactNode } from "react";

import classes from "./figure.module.css";

interface Props {
  title: string;
  subtitle?: ReactNode;
  /** At the right of the head: a zone, a key, a control. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** Figures, not cards: a rule, a title, a quiet subtitle, the content. */
export function Figure({ title, subtitle, aside, children, className }: Props) {
  return (
    <section
      className={className ? `${classes.figure} ${className}` : classes.figure}
      aria-label={title}
    >
      <div className={classes.head}>
        <h2>{title}</h2>
        {subtitle && <span className={classes.subtitle}>{subtitle}</span>}
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  );
}
