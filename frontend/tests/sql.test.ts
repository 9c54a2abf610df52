import { describe, expect, it } from "vitest";

import { sqlTokens } from "@/lib/sqlTokens";

describe("SQL as it is shown", () => {
  const sql =
    "-- one's total\nSELECT SUM(energy_kwh) AS kwh FROM `a.b` /* all */\nWHERE name = 'it''s' AND ts >= @from";

  it("is the SQL that ran, to the letter", () => {
    expect(
      sqlTokens(sql)
        .map((token) => token.text)
        .join(""),
    ).toBe(sql);
  });

  it("marks parameters outside strings and comments only", () => {
    const found = sqlTokens("SELECT '@no' -- @no\n, @yes").filter((t) => t.kind === "parameter");
    expect(found.map((t) => t.text)).toEqual(["@yes"]);
  });
});
