import { Figure } from "@/components/figure/Figure";
import { TERMS } from "@/lib/runs";

import classes from "./models.module.css";

/** The words of this page, in plain ones. */
export function Terms() {
  return (
    <Figure title="What the words mean">
      <dl className={classes.terms}>
        {TERMS.map(([term, meaning]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Figure>
  );
}
