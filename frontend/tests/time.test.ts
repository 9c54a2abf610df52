import { describe, expect, it } from "vitest";

import { middles, ticks } from "@/lib/time/axis";
import { carpet } from "@/lib/carpet";
import { duration, interval } from "@/lib/time/label";
import { addDays, civil, HOUR, hoursInDay, instantOf, startOfDate } from "@/lib/time/zone";

const DUBLIN = "Europe/Dublin";
const at = (iso: string) => Date.parse(iso);

describe("civil time", () => {
  it("a day has 23 or 25 hours when the clock changes", () => {
    expect(hoursInDay("2026-03-29", DUBLIN)).toBe(23);
    expect(hoursInDay("2026-10-25", DUBLIN)).toBe(25);
    expect(hoursInDay("2026-11-20", DUBLIN)).toBe(24);
    expect(hoursInDay("2026-10-04", "Australia/Lord_Howe")).toBe(23.5);
  });

  it("midnight in a half-hour zone is not on a UTC hour", () => {
    expect(startOfDate("2026-11-20", "Asia/Kolkata")).toBe(at("2026-11-19T18:30Z"));
    expect(startOfDate("2026-11-20", "Asia/Kathmandu")).toBe(at("2026-11-19T18:15Z"));
  });

  it("the repeated hour is read the first time it comes", () => {
    const repeated = { year: 2026, month: 10, day: 25, hour: 1, minute: 30 };
    expect(instantOf(repeated, DUBLIN)).toBe(at("2026-10-25T00:30Z"));
  });

  it("a day whose midnight is skipped still begins", () => {
    const start = startOfDate("2026-04-24", "Africa/Cairo");
    expect(civil(start, "Africa/Cairo")).toMatchObject({ day: 24, hour: 1 });
  });

  it("every instant survives the way to the clock and back, but for the repeated hour", () => {
    for (const zone of [DUBLIN, "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe"]) {
      for (let t = at("2026-01-01T00:00Z"); t < at("2027-01-01T00:00Z"); t += 7.5 * HOUR) {
        const back = instantOf(civil(t, zone), zone);
        expect([0, HOUR, HOUR / 2]).toContain(t - back);
      }
    }
  });
});

describe("time axis", () => {
  it("a day of 25 hours has its ticks at the building's own clock", () => {
    const from = startOfDate("2026-10-24", DUBLIN);
    const to = startOfDate("2026-10-27", DUBLIN);
    const all = ticks(from, to, DUBLIN, 20);
    expect(all.filter((tick) => tick.strong).map((tick) => tick.text)).toEqual([
      "Sat 24 Oct",
      "Sun 25 Oct",
      "Mon 26 Oct",
      "Tue 27 Oct",
    ]);
    const six = all[5];
    expect(six?.text).toBe("06:00");
    expect((six?.at ?? 0) - startOfDate("2026-10-25", DUBLIN)).toBe(7 * HOUR);
  });

  it("ticks of a half-hour zone fall on its own midnights", () => {
    const zone = "Asia/Kolkata";
    const all = ticks(at("2026-11-14T00:00Z"), at("2026-11-20T00:00Z"), zone, 10);
    expect(all.map((tick) => tick.at % HOUR)).toEqual(Array(all.length).fill(HOUR / 2));
    expect(all).toHaveLength(6);
  });

  it("a narrow chart drops hours before days, and never labels more than it has room for", () => {
    const from = startOfDate("2026-11-18", DUBLIN);
    const few = ticks(from, from + 72 * HOUR, DUBLIN, 5);
    expect(few.every((tick) => tick.strong)).toBe(true);
    for (const days of [1, 2, 3, 5, 7, 30, 90, 365])
      expect(ticks(from, from + days * 24 * HOUR, DUBLIN, 6).length).toBeLessThanOrEqual(6);
  });

  it("a point stands in the middle of its interval, also in a long day", () => {
    const days = ["2026-10-24", "2026-10-25", "2026-10-26"].map((d) => startOfDate(d, DUBLIN));
    const [first = 0, second = 0] = middles(days, 24 * HOUR);
    expect(first - (days[0] ?? 0)).toBe(12 * HOUR);
    expect(second - (days[1] ?? 0)).toBe(12.5 * HOUR);
  });
});

describe("carpet", () => {
  const hours = (date: string) => {
    const start = startOfDate(date, DUBLIN);
    const count = hoursInDay(date, DUBLIN);
    return Array.from({ length: count }, (_, hour) => start + hour * HOUR);
  };

  it("the hour that spring skips is blank, not missing data", () => {
    const starts = hours("2026-03-29");
    const [day] = carpet(
      starts,
      starts.map(() => 5),
      DUBLIN,
      "2026-03-29",
      1,
    );
    expect(day?.cells[1]).toEqual({ hour: 1, at: null, value: null });
    expect(day?.cells.filter((cell) => cell.value === 5)).toHaveLength(23);
  });

  it("the hour that autumn repeats shows the mean of both", () => {
    const starts = hours("2026-10-25");
    const values = starts.map((_, place) => (place === 1 ? 10 : place === 2 ? 20 : 0));
    const [day] = carpet(starts, values, DUBLIN, "2026-10-25", 1);
    expect(day?.cells[1]?.value).toBe(15);
  });

  it("a missing hour stays missing", () => {
    const starts = hours("2026-11-20");
    const [day] = carpet(
      starts,
      starts.map((_, p) => (p === 3 ? null : 1)),
      DUBLIN,
      "2026-11-20",
      1,
    );
    expect(day?.cells[3]).toMatchObject({ at: starts[3], value: null });
  });
});

describe("labels", () => {
  it("an interval is named in local time with an en dash", () => {
    const start = at("2026-11-14T11:00Z");
    expect(interval(start, start + HOUR, DUBLIN)).toBe("Sat 14 Nov, 11:00–12:00");
  });

  it("how long is said as people say it", () => {
    expect(duration(40_000)).toBe("40 s");
    expect(duration(12 * 60_000)).toBe("12 min");
    expect(duration(147 * 60_000)).toBe("2 h 27 min");
    expect(duration(61 * HOUR)).toBe("61 h");
    expect(duration(5 * 24 * HOUR)).toBe("5 days");
  });

  it("dates step over a clock change without losing a day", () => {
    expect(addDays("2026-10-24", 2)).toBe("2026-10-26");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  });
});
