import { describe, expect, it } from "vitest";

import { earlier, parseLocal, range, toLocal } from "@/features/building/range";
import { DAY, HOUR, startOfDate } from "@/lib/time/zone";

const zone = "Europe/Dublin";
const asOf = Date.parse("2026-11-20T14:00Z");
const none = { span: null, from: null, to: null };

describe("the span of the load chart", () => {
  it("seven days are today and the six before, whole local days", () => {
    const found = range(none, asOf, zone, "7d");
    expect(found.dates).toEqual({ start: "2026-11-14", end: "2026-11-21" });
    expect(found.to).toBe(startOfDate("2026-11-21", zone));
    expect(found.zoom).toBeNull();
  });

  it("a week over the clock change is an hour longer, not a day short", () => {
    const found = range(none, Date.parse("2026-10-27T12:00Z"), zone, "7d");
    expect(found.to - found.from).toBe(7 * DAY + HOUR);
  });

  it("a zoom in the address comes back as it was written", () => {
    const from = Date.parse("2026-11-18T06:00Z");
    const to = Date.parse("2026-11-19T18:00Z");
    const address = { span: "7d", from: toLocal(from, zone), to: toLocal(to, zone) };
    expect(range(address, asOf, zone, "7d").zoom).toEqual({ from, to });
  });

  it("a zoom into the forecast holds, one beyond it does not", () => {
    const from = Date.parse("2026-11-20T12:00Z");
    const zoomed = (to: string) =>
      range({ span: "7d", from: toLocal(from, zone), to }, asOf, zone, "7d").zoom;
    expect(zoomed("2026-11-22T14:00")).toEqual({ from, to: Date.parse("2026-11-22T14:00Z") });
    expect(zoomed("2026-11-24T14:00")).toBeNull();
  });

  it("dates without a preset are a span of their own", () => {
    const found = range({ span: null, from: "2026-11-01", to: "2026-11-04" }, asOf, zone, "7d");
    expect(found).toMatchObject({
      span: "custom",
      dates: { start: "2026-11-01", end: "2026-11-04" },
      zoom: null,
    });
  });

  it("a broken address shows the usual span", () => {
    for (const from of ["yesterday", "2026-13-01", "2026-02-30", "2026-11-20T25", ""])
      expect(parseLocal(from, zone)).toBeNull();
    expect(range({ span: "99y", from: "x", to: "y" }, asOf, zone, "7d").span).toBe("7d");
    expect(range({ span: null, from: "2026-11-04", to: "2026-11-01" }, asOf, zone, "3d").span).toBe(
      "3d",
    );
  });

  it("long spans are drawn by day", () => {
    expect(range({ ...none, span: "12mo" }, asOf, zone, "7d").resolution).toBe("day");
    expect(earlier({ start: "2026-03-05", end: "2026-03-06" }, 7).start).toBe("2026-02-26");
  });
});
