import { sqlTokens } from "@/lib/sqlTokens";

import classes from "./sql.module.css";

/** GoogleSQL as it ran, with its parameters named in colour. */
export function Sql({ text }: { text: string }) {
  return (
    <pre className={classes.sql} tabIndex={0} aria-label="SQL" role="region">
      <code>
        {sqlTokens(text).map((token, place) =>
          token.kind === "plain" ? (
            token.text
          ) : (
            <span key={place} className={classes[token.kind]}>
              {token.text}
            </span>
          ),
        )}
      </code>
    </pre>
  );
}
