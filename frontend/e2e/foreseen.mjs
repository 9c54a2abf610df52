// @ts-check
/** What the models say, for the browser tests: forecasts with their ranges and their skill, a
 *  building without one, open and closed incidents, recommendations, runs. Never shipped. */
import { AS_OF, BUILDINGS, DAY, figure, HOUR, hours, iso, load, NOW, ZONE } from "./fixtures.mjs";

/** @typedef {import("../lib/api/types").Forecast} Forecast */
/** @typedef {import("../lib/api/types").Incident} Incident */
/** @typedef {import("../lib/api/types").RangeFigure} RangeFigure */
/** @typedef {import("../lib/api/types").Recommendation} Recommendation */

export const ISSUED = AS_OF;
export const SILENT = "sport";
const LEVELS = [10, 20, 30, 40, 50, 60, 70, 80, 90];

/** @returns {RangeFigure} */
function range(
  /** @type {number|null} */ value,
  /** @type {string} */ unit,
  /** @type {number} */ spread,
  why = /** @type {string|null} */ (null),
) {
  const low = value === null ? null : value * (1 - spread);
  const high = value === null ? null : value * (1 + spread);
  return { ...figure(value, unit, 1, 0, why), low, high };
}

/** What was to be expected of an hour: its usual shape, without this week's noise. */
function expected(/** @type {string} */ id, /** @type {number} */ at) {
  const size = BUILDINGS.find((b) => b.id === id)?.size ?? 0;
  const hour = new Date(at).getUTCHours();
  const weekend = [0, 6].includes(new Date(at).getUTCDay());
  return size * (0.45 + (weekend ? 0.2 : 0.55) * Math.exp(-(((hour - 13.5) / 4.2) ** 2)));
}

/** @returns {Record<string, (number|null)[]>} */
function quantiles(/** @type {number[]} */ ts, /** @type {(at: number) => number} */ middle) {
  return Object.fromEntries(
    LEVELS.map((level) => [
      `q${level}_kwh`,
      ts.map((at) => {
        const wide = 0.06 + Math.max(0, at - AS_OF) / (48 * HOUR * 12);
        return Math.round(middle(at) * (1 + ((level - 50) / 40) * wide) * 10) / 10;
      }),
    ]),
  );
}

/** @returns {Forecast["skill"][number]} */
function skill(
  /** @type {24|48|168} */ horizon,
  /** @type {"backtest"|"served"} */ basis,
  mase = 0.66,
) {
  return {
    model: "champion",
    version: "2026-11-19-1",
    basis,
    horizon_hours: horizon,
    mase: figure(mase, "1", null),
    wql: figure(mase * 0.113, "1", null),
    coverage80: figure(0.83, "1", null),
    naive_mase: figure(0.905, "1", null),
    naive_wql: figure(0.121, "1", null),
    naive_coverage80: figure(0.78, "1", null),
    origins: basis === "served" ? 18 : 53,
    hours: 53 * horizon,
    first_origin: iso(AS_OF - 60 * DAY),
    last_origin: iso(AS_OF - 2 * DAY),
    computed_at: iso(AS_OF),
  };
}

/** @returns {Forecast | null} */
export function forecast(/** @type {string|null} */ id, /** @type {URLSearchParams} */ query) {
  const found = BUILDINGS.find((b) => b.id === id);
  if (id !== null && !found) return null;
  const day = query.get("resolution") === "day";
  const of = id === null ? BUILDINGS.filter((b) => b.id !== SILENT).map((b) => b.id) : [id];
  const middle = (/** @type {number} */ at) => of.reduce((sum, one) => sum + expected(one, at), 0);
  const total = (/** @type {number} */ at) =>
    hours(at, at + DAY).reduce((sum, hour) => sum + middle(hour), 0);
  const midnight = AS_OF - 14 * HOUR;
  const ts = day
    ? Array.from({ length: 14 }, (_, i) => midnight + (i - 6) * DAY)
    : hours(AS_OF - 7 * DAY, AS_OF + 48 * HOUR);
  const silent = id === SILENT;
  const base = {
    building_id: id,
    device_id: null,
    name: found?.name ?? "Northgate University",
    resolution: /** @type {"hour"|"day"} */ (day ? "day" : "hour"),
    timezone: ZONE,
    as_of: iso(AS_OF),
    without: id === null ? ["Sports Centre"] : [],
    issued_at: silent ? null : iso(ISSUED),
    model: silent ? null : "champion",
    version: silent ? null : "2026-11-19-1",
    reason: silent ? "no reading in the last 61 hours" : null,
    period: {
      start: iso(AS_OF),
      end: iso(AS_OF + (day ? 7 * DAY : 48 * HOUR)),
      timezone: ZONE,
      start_date: null,
      end_date: null,
    },
  };
  const none = "no reading in the last 61 hours";
  const peak = hours(AS_OF, AS_OF + 48 * HOUR).reduce((a, b) => (middle(b) > middle(a) ? b : a));
  return {
    ...base,
    total: silent ? range(null, "kWh", 0, none) : range(total(midnight + DAY) * 7, "kWh", 0.09),
    peak: {
      ...(silent || day ? range(null, "kW", 0, none) : range(middle(peak), "kW", 0.08)),
      at: silent || day ? null : iso(peak),
    },
    series: {
      resolution: day ? "day" : "hour",
      timezone: ZONE,
      unit: "kWh",
      units: {},
      columns: silent
        ? { ts: [] }
        : {
            ts,
            ...quantiles(ts, day ? total : middle),
            actual_kwh: ts.map((at) => (day || id === null || at >= AS_OF ? null : load(id, at))),
            horizon_hours: ts.map((at) => Math.max(0, (at - AS_OF) / HOUR)),
          },
      proof: figure(1, "kWh").proof ?? null,
    },
    skill: silent
      ? []
      : [skill(24, "backtest"), skill(48, "backtest", 0.7), skill(168, "backtest", 0.74)],
  };
}

/** @returns {import("../lib/api/types").ForecastPage} */
export function forecasts() {
  return {
    as_of: iso(AS_OF),
    period_24_hours: null,
    period_7_days: null,
    data: BUILDINGS.map(({ id, name, size }) => ({
      building_id: id,
      name,
      timezone: ZONE,
      issued_at: id === SILENT ? null : iso(ISSUED),
      model: id === SILENT ? null : "champion",
      version: id === SILENT ? null : "2026-11-19-1",
      reason: id === SILENT ? "no reading in the last 61 hours" : null,
      next_24_hours: range(id === SILENT ? null : size * 14, "kWh", 0.1, "no forecast"),
      next_7_days: range(id === SILENT ? null : size * 90, "kWh", 0.12, "no forecast"),
      peak: {
        ...range(id === SILENT ? null : size, "kW", 0.1, "no forecast"),
        at: id === SILENT ? null : iso(AS_OF + 22 * HOUR),
      },
    })),
    next_cursor: null,
  };
}

/** @type {{id: string, building: string, meter: string|null, kind: Incident["kind"], severity: Incident["severity"], from: number, hours: number, excess: number|null, sure: number, status: Incident["status"], note: string|null}[]} */
const INCIDENTS = [
  {
    id: "inc-hostel-high",
    building: "hostel",
    meter: null,
    kind: "high",
    severity: "high",
    from: AS_OF - 6 * HOUR,
    hours: 5,
    excess: 61.4,
    sure: 0.92,
    status: "open",
    note: null,
  },
  {
    id: "inc-sport-silent",
    building: "sport",
    meter: null,
    kind: "no_data",
    severity: "low",
    from: AS_OF - 61 * HOUR,
    hours: 61,
    excess: null,
    sure: 0.99,
    status: "open",
    note: null,
  },
  {
    id: "inc-hostel-laundry",
    building: "hostel",
    meter: "Laundry",
    kind: "unusual_pattern",
    severity: "medium",
    from: AS_OF - 4 * DAY,
    hours: 12,
    excess: 38.2,
    sure: 0.81,
    status: "explained",
    note: "new machines were tried out",
  },
  {
    id: "inc-chemistry-base",
    building: "chemistry",
    meter: null,
    kind: "base_load",
    severity: "medium",
    from: AS_OF - 9 * DAY,
    hours: 96,
    excess: 2549,
    sure: 0.88,
    status: "confirmed",
    note: null,
  },
];

/** What was said during a test, by incident; "open" once taken back. */
const said = new Map();

/** @returns {Incident} */
function incident(/** @type {typeof INCIDENTS[number]} */ one) {
  const { id, building, meter, kind, severity, from, excess, sure } = one;
  const name = BUILDINGS.find((b) => b.id === building)?.name ?? building;
  const latest = said.get(id);
  const status = latest?.verdict ?? one.status;
  const note = latest ? latest.note : one.note;
  const silent = excess === null ? "the meter was silent" : null;
  const expectedKwh = 300;
  return {
    incident_id: id,
    building_id: building,
    building_name: name,
    device_id: `northgate-${building}-${(meter ?? "main").toLowerCase()}`,
    device_name: `${name} ${meter ?? "main"}`,
    start: iso(from),
    end: id === "inc-sport-silent" ? null : iso(from + one.hours * HOUR),
    timezone: ZONE,
    kind,
    severity,
    probability: sure,
    status,
    text:
      excess === null
        ? `${name} has sent no reading for ${one.hours} h.`
        : `${name} used ${excess} kWh more than expected for ${one.hours} h.`,
    actual: figure(excess === null ? null : expectedKwh + excess, "kWh", 1, 0, silent),
    expected: figure(expectedKwh, "kWh"),
    excess: figure(excess, "kWh", 1, 0, silent),
    cost: figure(excess === null ? null : excess * 0.24, "EUR", 1, 0, silent),
    carbon: figure(excess === null ? null : excess * 0.21, "kg CO2e", 1, 0, silent),
    causes:
      excess === null
        ? [
            {
              cause: "The meter or its gateway is down",
              evidence: "All its readings stop at once",
              weight: 0.9,
            },
          ]
        : [
            {
              cause: "Cooling ran outside its hours",
              evidence: "Its sub-meter carries 94% of the excess",
              weight: 0.78,
            },
            {
              cause: "More people than usual",
              evidence: "Occupancy was as on other days",
              weight: 0.14,
            },
          ],
    feedback:
      status === "open"
        ? null
        : { verdict: status, note, who: "Manager", said_at: iso(NOW - HOUR) },
    look: "full",
    model: "ensemble",
    version: "1",
    detected_at: iso(from + one.hours * HOUR),
  };
}

/** @returns {import("../lib/api/types").IncidentPage} */
export function incidents(/** @type {URLSearchParams} */ query) {
  const all = INCIDENTS.map(incident);
  const wanted = (/** @type {string} */ name, /** @type {string} */ value) =>
    !query.get(name) || query.get(name) === value;
  const found = all.filter(
    (one) =>
      wanted("building_id", one.building_id) &&
      wanted("kind", one.kind) &&
      wanted("severity", one.severity),
  );
  /** @type {Record<string, number>} */
  const counts = { open: 0, confirmed: 0, dismissed: 0, explained: 0 };
  for (const { status } of found) counts[status] = (counts[status] ?? 0) + 1;
  return {
    period: {
      start: iso(AS_OF - 90 * DAY),
      end: iso(AS_OF + 10 * HOUR),
      timezone: ZONE,
      start_date: null,
      end_date: null,
    },
    counts,
    data: found
      .filter((one) => wanted("status", one.status))
      .sort((a, b) => b.start.localeCompare(a.start)),
    next_cursor: null,
  };
}

/** @returns {import("../lib/api/types").FirstLook} */
export function firstLook(/** @type {string} */ id) {
  const { name } = BUILDINGS.find((b) => b.id === id) ?? { name: id };
  const data = INCIDENTS.map(incident).filter(
    (one) => one.building_id === id && Date.parse(one.start) > AS_OF - 2 * DAY,
  );
  return {
    building_id: id,
    name,
    as_of: iso(AS_OF),
    looked_until: iso(AS_OF),
    text: data[0]?.text ?? `${name}: nothing unusual up to Fri 20 Nov 13:00.`,
    data,
  };
}

/** @returns {import("../lib/api/types").IncidentDetail | null} */
export function detail(/** @type {string} */ id) {
  const one = INCIDENTS.find((other) => other.id === id);
  if (!one) return null;
  const shown = incident(one);
  const ts = hours(one.from - 2 * DAY, Math.min(one.from + (one.hours + 12) * HOUR, AS_OF));
  const inside = (/** @type {number} */ at) => at >= one.from && at < one.from + one.hours * HOUR;
  return {
    ...shown,
    curve: {
      resolution: "hour",
      timezone: ZONE,
      unit: "kWh",
      units: {},
      columns: {
        ts,
        actual_kwh: ts.map((at) => {
          const value = load(one.building, at);
          return value === null ? null : value + (inside(at) ? (one.excess ?? 0) / one.hours : 0);
        }),
        expected_kwh: ts.map((at) => expected(one.building, at)),
        low_kwh: ts.map((at) => expected(one.building, at) * 0.92),
        high_kwh: ts.map((at) => expected(one.building, at) * 1.08),
        completeness: ts.map(() => 1),
        estimated_share: ts.map(() => 0),
      },
      proof: figure(1, "kWh").proof ?? null,
    },
    history: shown.feedback ? [shown.feedback] : [],
    similar:
      one.id === "inc-hostel-high"
        ? INCIDENTS.filter((other) => other.id === "inc-hostel-laundry").map(incident)
        : [],
  };
}

export function say(
  /** @type {string} */ id,
  /** @type {Incident["status"]} */ verdict,
  /** @type {string} */ note,
) {
  if (INCIDENTS.some((one) => one.id === id)) said.set(id, { verdict, note });
  return detail(id);
}

export function unsay() {
  said.clear();
}

/** Since when recommendations were acted on, by their id. */
const done = new Map();

/** @returns {{ data: import("../lib/api/types").Saving[] }} */
export function savings(/** @type {URLSearchParams} */ query) {
  const known = recommendations(new URLSearchParams()).data;
  const open = [...done].map(([id, since]) => {
    const { title, building_id, building_name, kind } = /** @type {Recommendation} */ (
      known.find((one) => one.recommendation_id === id)
    );
    return { ...unmeasured(id, title, since, kind), building_id, building_name };
  });
  const measured = {
    ...unmeasured("rec-0", "Turn the hot water off at night", "2026-08-24", "schedule"),
    saved: range(1240, "kWh", 0.34),
    expected: figure(14_480, "kWh"),
    actual: figure(13_240, "kWh"),
    baseline_error: figure(0.084, "1"),
    days_before: 352,
    days_after: 86,
    days_since: 88,
    last_day: "2026-11-19",
    method: /** @type {const} */ ("opendsm"),
    measured_at: iso(AS_OF),
  };
  const wanted = query.get("building_id");
  return { data: [...open, measured].filter(({ building_id: id }) => !wanted || id === wanted) };
}

/** @returns {import("../lib/api/types").Saving} */
function unmeasured(
  /** @type {string} */ id,
  /** @type {string} */ title,
  /** @type {string} */ since,
  /** @type {Recommendation["kind"]} */ kind,
) {
  const why = "not measured yet; that comes with the next readings";
  const unknown = (/** @type {string} */ unit) => ({ ...figure(null, unit), why });
  return {
    recommendation_id: id,
    building_id: "hostel",
    building_name: "Hopkins Hostel",
    device_id: null,
    device_name: null,
    kind,
    title,
    since,
    who: "manager@northgate.demo",
    said_at: iso(AS_OF - DAY),
    saved: { ...unknown("kWh"), low: null, high: null },
    expected: unknown("kWh"),
    actual: unknown("kWh"),
    baseline_error: unknown("1"),
    days_before: null,
    days_after: null,
    days_since: null,
    last_day: null,
    method: null,
    together_with: null,
    note: null,
    measured_at: null,
  };
}

/** Acted on since a day; null: not at all. */
export function act(/** @type {string} */ id, /** @type {string | null} */ since) {
  if (since === null) done.delete(id);
  else done.set(id, since);
  const { data } = savings(new URLSearchParams());
  return since === null ? { data } : data.find((one) => one.recommendation_id === id);
}

/** @returns {import("../lib/api/types").RecommendationPage} */
export function recommendations(/** @type {URLSearchParams} */ query) {
  const data = /** @type {const} */ ([
    ["rec-1", "hostel", "schedule", "Let the ventilation sleep from 22:00", 2400, 9],
    ["rec-2", "chemistry", "base_load", "Find what runs at night", 21_000, 0.35],
    ["rec-3", "school", "peak_shaving", "Cook before the dear hours", 0, 0.5],
  ]).map(([id, building, kind, title, kwh, spread], place) => ({
    recommendation_id: id,
    building_id: building,
    building_name: BUILDINGS.find((b) => b.id === building)?.name ?? building,
    device_id: null,
    device_name: null,
    kind,
    title,
    sentence: `${title}: measured over eight weeks, it is far above the best quarter of like nights.`,
    energy: range(kwh, "kWh", Math.min(spread, 0.4)),
    cost: place === 2 ? range(410, "EUR", 0.5) : range(kwh * 0.24, "EUR", Math.min(spread, 0.4)),
    carbon: range(kwh * 0.21, "kg CO2e", Math.min(spread, 0.4)),
    evidence: [
      { label: "mean load from 0:00 to 5:00", value: 31.25, unit: "kW" },
      { label: "the best quarter of comparable nights", value: 22.8, unit: "kW" },
      { label: "nights compared", value: 54, unit: "nights" },
      { label: "price in the dearest hours", value: 0.3149, unit: "EUR/kWh" },
    ],
    verify: "Against a baseline of the year before, adjusted for the weather, over three months.",
    period_start: "2026-09-25",
    period_end: "2026-11-20",
    created_at: iso(AS_OF),
    model: "rules",
    version: "1",
    done_since: done.get(id) ?? null,
  }));
  const wanted = query.get("building_id");
  const open = query.get("done") === "false";
  return {
    data: data.filter(
      ({ building_id: id, done_since: since }) =>
        (!wanted || id === wanted) && !(open && since !== null),
    ),
    next_cursor: null,
  };
}

/** @returns {import("../lib/api/types").Models} */
export function models(/** @type {string[]} */ kinds = []) {
  /** @returns {import("../lib/api/types").ModelVersion} */
  const version = (/** @type {string} */ name, /** @type {number} */ days) => ({
    model: "champion",
    version: name,
    since: iso(AS_OF - days * DAY),
    trained_at: iso(AS_OF - days * DAY - HOUR),
    data_from: iso(AS_OF - (days + 400) * DAY),
    data_to: iso(AS_OF - days * DAY),
    parameters: {},
    metrics: { mase: 0.66, wql: 0.0745, coverage80: 0.83, p_value: 0.003 },
    note: "better than the champion before it on 53 of 60 days",
  });
  /** @returns {import("../lib/api/types").ModelSkill} */
  const row = (
    /** @type {string} */ model,
    /** @type {24|48|168} */ horizon,
    /** @type {number} */ mase,
    held = 0.83,
  ) => ({
    ...skill(horizon, "backtest", mase),
    model,
    meters: 23,
    coverage80: figure(held, "1", null),
    coverage80_p10: figure(held - 0.05, "1", null),
    better_than_naive: figure(0.96, "1", null),
  });
  const run = (
    /** @type {import("../lib/api/types").ModelRun["kind"]} */ kind,
    /** @type {import("../lib/api/types").ModelRun["status"]} */ status,
    /** @type {number} */ ago,
    /** @type {string} */ note,
  ) => ({
    run_id: `${kind}-${ago}`,
    kind,
    model: "champion",
    version: "2026-11-19-1",
    status,
    started_at: iso(AS_OF - ago * HOUR),
    finished_at: iso(AS_OF - ago * HOUR + 240_000),
    seconds: 240,
    data_from: iso(AS_OF - 400 * DAY),
    data_to: iso(AS_OF - ago * HOUR),
    parameters: {},
    metrics: { mase: 0.66, wql: 0.0745 },
    code_version: "1f3c2a9",
    note,
  });
  return {
    text: "champion 2026-11-19-1 serves: its error is 27 % below that of “as last week”.",
    champion: version("2026-11-19-1", 1),
    challengers: [version("2026-11-12-1", 8)],
    skill: [row("champion", 24, 0.66), row("champion", 48, 0.7), row("lightgbm", 24, 0.69, 0.71)],
    drift: {
      at: iso(AS_OF - 3 * HOUR),
      status: "done",
      drifted: false,
      note: "input as in training; error 4 % above the backtest's",
      metrics: { error_ratio: 1.04, psi: 0.031 },
    },
    runs: [
      run("forecast", "done", 1, "23 meters"),
      run("promote", "champion", 24, "better by 4 %, p 0.003"),
      run("train", "done", 25, ""),
      run("promote", "rejected", 200, "not better: p 0.41"),
      run("backtest", "failed", 220, "out of memory"),
    ].filter(({ kind }) => kinds.length === 0 || kinds.includes(kind)),
    next_cursor: null,
  };
}

export function meterSkill() {
  /** @type {import("../lib/api/types").MeterSkill[]} */
  const data = BUILDINGS.map(({ id, name }, place) => {
    const scored = skill(24, "backtest", 0.5 + place * 0.12);
    return {
      ...scored,
      ...(id === SILENT
        ? { mase: figure(null, "1", null), coverage80: figure(null, "1", null), origins: null }
        : {}),
      building_id: id,
      device_id: `northgate-${id}-main`,
      name: `${name} main`,
      reason: id === SILENT ? "no reading in the last 61 hours" : null,
    };
  });
  return { data, next_cursor: null };
}
