// @ts-check
/** Answers of the API for the browser tests, typed by the OpenAPI. They hold what must be seen
 *  rightly: a gap of seven hours, estimated hours, a silent meter, a missing room. Never shipped. */

/** @typedef {import("../lib/api/types").Summary} Summary */
/** @typedef {import("../lib/api/types").Series} Series */
/** @typedef {Summary["now"]} Figure */

export const NOW = Date.parse("2026-11-20T14:12:00Z");
export const AS_OF = Date.parse("2026-11-20T14:00:00Z");
export const ZONE = "Europe/Dublin";
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const iso = (/** @type {number} */ at) => new Date(at).toISOString();

/** @type {{id: string, name: string, kind: string, size: number, beds: number|null}[]} */
export const BUILDINGS = [
  { id: "chemistry", name: "Chemistry", kind: "lab", size: 744, beds: null },
  { id: "physics", name: "Physics", kind: "lab", size: 439, beds: null },
  { id: "hostel", name: "Hopkins Hostel", kind: "hostel", size: 82, beds: 136 },
  { id: "school", name: "Elm School", kind: "school", size: 46, beds: null },
  { id: "sport", name: "Sports Centre", kind: "office", size: 60, beds: null },
];

/** The gap and the estimated hours of the hostel, [from, to). */
export const GAP = /** @type {[number, number]} */ ([AS_OF - 40 * HOUR, AS_OF - 33 * HOUR]);
export const ESTIMATED = /** @type {[number, number]} */ ([AS_OF - 20 * HOUR, AS_OF - 16 * HOUR]);
const SILENT = AS_OF - 61 * HOUR;

/** A believable load, the same for the same hour. */
export function load(/** @type {string} */ id, /** @type {number} */ at) {
  const building = BUILDINGS.find((b) => b.id === id);
  if (!building || at >= AS_OF) return null;
  if (id === "sport" && at >= SILENT) return null;
  if (id === "hostel" && at >= GAP[0] && at < GAP[1]) return null;
  const hour = new Date(at).getUTCHours();
  const weekend = [0, 6].includes(new Date(at).getUTCDay());
  const shape = 0.45 + (weekend ? 0.2 : 0.55) * Math.exp(-(((hour - 13.5) / 4.2) ** 2));
  const noise = Math.sin(at / HOUR + building.size) * 0.03 + Math.sin(at / (31 * HOUR)) * 0.05;
  return Math.round(building.size * (shape + noise) * 10) / 10;
}

const estimated = (/** @type {string} */ id, /** @type {number} */ at) =>
  id === "hostel" && at >= ESTIMATED[0] && at < ESTIMATED[1] ? 1 : 0;

let proofs = 0;
/** @type {Map<string, Figure>} */
const claimed = new Map();

/** @returns {Figure} */
export function figure(
  /** @type {number|null} */ value,
  /** @type {string} */ unit,
  completeness = /** @type {number|null} */ (1),
  estimated_share = 0,
  why = /** @type {string|null} */ (null),
) {
  const proof = `prf_${(proofs += 1)}`;
  const made = { value, unit, completeness, estimated_share, proof, why };
  claimed.set(proof, made);
  return made;
}

/** @returns {number[]} */
export const hours = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: Math.max(0, Math.round((to - from) / HOUR)) }, (_, i) => from + i * HOUR);

/** @returns {Series} */
function series(/** @type {string} */ id, /** @type {number[]} */ ts) {
  const kw = ts.map((at) => load(id, at));
  return {
    resolution: "hour",
    timezone: ZONE,
    unit: "kWh",
    units: {},
    columns: {
      ts,
      energy_kwh: kw,
      power_kw: kw,
      outdoor_temperature_c: ts.map((at) => 6 + 3 * Math.sin(at / (4 * HOUR))),
      completeness: kw.map((value) => (value === null ? 0 : 1)),
      estimated_share: ts.map((at) => estimated(id, at)),
    },
    proof: figure(1, "kWh").proof ?? null,
  };
}

/** @returns {Summary["buildings"][number]} */
function row(/** @type {typeof BUILDINGS[number]} */ building) {
  const { id, name, kind } = building;
  const now = load(id, AS_OF - HOUR);
  const before = load(id, AS_OF - HOUR - 7 * DAY);
  const ts = hours(AS_OF - 48 * HOUR, AS_OF);
  const today = hours(AS_OF - 14 * HOUR, AS_OF).map((at) => load(id, at));
  const sum = today.reduce((/** @type {number} */ a, b) => a + (b ?? 0), 0);
  const silent = now === null ? "silent 61 h" : null;
  return {
    building_id: id,
    name,
    kind,
    timezone: ZONE,
    now: figure(now, "kW", now === null ? 0 : 1, id === "school" ? 0.3 : 0, silent),
    week_before: figure(before, "kW"),
    change: now === null || before === null ? null : now / before - 1,
    sparkline: { ts, kw: ts.map((at) => load(id, at)) },
    energy_today: figure(silent ? null : sum, "kWh", silent ? 0 : 0.98, 0.02, silent),
    cost_today: figure(silent ? null : sum * 0.24, "EUR", silent ? 0 : 0.98, 0.02, silent),
    energy_month: figure(building.size * 300, "kWh", 0.97),
    cost_month: figure(building.size * 72, "EUR", 0.97),
  };
}

const site = (/** @type {number} */ at) =>
  BUILDINGS.reduce((/** @type {number} */ sum, { id }) => sum + (load(id, at) ?? 0), 0);

/** @returns {Summary} */
export function summary() {
  const ts = hours(AS_OF - 48 * HOUR, AS_OF);
  const kw = ts.map((at) => Math.round(site(at) * 10) / 10);
  const now = figure(kw.at(-1) ?? null, "kW", 0.961, 0.029);
  const pair = (/** @type {number} */ value, /** @type {string} */ unit) => ({
    today: figure(value, unit, 0.96, 0.03),
    today_before: figure(value / 1.051, unit),
    today_change: 0.051,
    month: figure(value * 19, unit, 0.97),
    month_before: figure(value * 18.3, unit),
    month_change: 0.038,
  });
  const period = (/** @type {number} */ start) => ({
    start: iso(start),
    end: iso(AS_OF),
    timezone: ZONE,
    start_date: null,
    end_date: null,
  });
  return {
    tenant_id: "northgate",
    tenant_name: "Northgate University",
    timezone: ZONE,
    as_of: iso(AS_OF),
    headline: {
      text: "Northgate draws 1,343 kW, 6.3% less than this hour last week",
      detail: "Chemistry is the largest part of it. One meter is silent.",
      figures: [],
    },
    now,
    now_period: period(AS_OF - HOUR),
    week_before: figure(site(AS_OF - HOUR - 7 * DAY), "kW"),
    change: site(AS_OF - HOUR) / site(AS_OF - HOUR - 7 * DAY) - 1,
    agreed_capacity: figure(1500, "kW", null),
    load: {
      resolution: "hour",
      timezone: ZONE,
      unit: "kWh",
      units: {},
      columns: {
        ts,
        energy_kwh: kw,
        power_kw: kw,
        completeness: ts.map(() => 0.96),
        estimated_share: ts.map(() => 0.03),
      },
      proof: figure(1, "kWh").proof ?? null,
    },
    today: period(AS_OF - 14 * HOUR),
    month: period(Date.parse("2026-11-01T00:00Z")),
    ledger: [
      { measure: "energy", ...pair(14_447, "kWh") },
      { measure: "cost", ...pair(3_347, "EUR") },
      { measure: "carbon", ...pair(3_607, "kg CO2e") },
      { measure: "peak", ...pair(1_297, "kW") },
    ],
    buildings: BUILDINGS.map(row),
    status: {
      last_reading_at: iso(AS_OF),
      last_sync_at: iso(NOW - 60_000),
      completeness: 0.961,
      estimated_share: 0.029,
      devices: 23,
      silent: [
        {
          device_id: "northgate-sport-main",
          building_id: "sport",
          name: "Sports Centre main",
          last_reading_at: iso(SILENT),
          why: "silent 61 h",
        },
      ],
      silent_count: 1,
    },
  };
}

/** @returns {import("../lib/api/types").Building | null} */
export function building(/** @type {string} */ id) {
  const found = BUILDINGS.find((b) => b.id === id);
  if (!found) return null;
  return {
    building_id: id,
    tenant_id: "northgate",
    name: found.name,
    kind: found.kind,
    country: "IE",
    subdivision: null,
    city: "Dublin",
    timezone: ZONE,
    currency: "EUR",
    latitude: 53.3,
    longitude: -6.3,
    floor_area_m2: 4120,
    built_year: 1978,
    beds: found.beds,
    agreed_capacity_kw: found.size * 1.4,
    device_count: 7,
    space_count: 40,
    updated_at: iso(AS_OF),
  };
}

const midnight = (/** @type {string} */ date) => Date.parse(`${date}T00:00:00Z`);

/** @returns {import("../lib/api/types").BuildingEnergy | null} */
export function energy(/** @type {string} */ id, /** @type {URLSearchParams} */ query) {
  const found = BUILDINGS.find((b) => b.id === id);
  if (!found) return null;
  const [start, end] = [query.get("start_date") ?? "", query.get("end_date") ?? ""];
  const day = query.get("resolution") === "day";
  const ts = hours(midnight(start), Math.min(midnight(end), AS_OF));
  const answer = series(id, ts);
  if (day) {
    const days = ts.filter((at) => at % DAY === 0);
    answer.resolution = "day";
    answer.columns = {
      ts: days,
      energy_kwh: days.map((at) =>
        hours(at, at + DAY).reduce((/** @type {number} */ s, h) => s + (load(id, h) ?? 0), 0),
      ),
      power_kw: days.map((at) => load(id, at + 13 * HOUR)),
      completeness: days.map(() => 1),
      estimated_share: days.map(() => 0),
    };
  }
  return {
    building_id: id,
    name: found.name,
    period: {
      start: iso(midnight(start)),
      end: iso(midnight(end)),
      timezone: ZONE,
      start_date: null,
      end_date: null,
    },
    figures: {
      energy: figure(found.size * 480, "kWh", 0.99, 0.01),
      peak: { ...figure(found.size * 1.18, "kW"), at: iso(AS_OF - 3 * DAY) },
      base_load: figure(found.size * 0.33, "kW"),
      load_factor: figure(0.43, "1"),
      cost: figure(found.size * 115, "EUR"),
      carbon: figure(found.size * 130, "kg CO2e"),
      unattributed: figure(0, "kWh"),
    },
    series: answer,
  };
}

const PARTS = /** @type {const} */ ([
  ["plug", "Rooms", 0.36],
  ["hot_water", "Hot water", 0.16],
  ["kitchen", "Kitchen", 0.14],
  ["hvac", "Ventilation", 0.18],
  ["washing_machine", "Laundry", 0.05],
  [null, "Unmetered", 0.11],
]);

/** @returns {import("../lib/api/types").Breakdown} */
export function breakdown(/** @type {string} */ id, /** @type {URLSearchParams} */ query) {
  const [start, end] = [query.get("start_date") ?? "", query.get("end_date") ?? ""];
  const ts = hours(midnight(start), Math.min(midnight(end), AS_OF));
  /** @type {Series["columns"]} */
  const columns = { ts };
  const parts = PARTS.map(([appliance, name, share]) => {
    const key = appliance === null ? "unmetered" : `${id}-${appliance}`;
    columns[key] = ts.map((at) => {
      const value = load(id, at);
      return value === null ? null : Math.round(value * share * 100) / 100;
    });
    return {
      key,
      device_id: appliance === null ? null : key,
      name,
      appliance,
      category: appliance ?? "unmetered",
      energy: figure(2585 * share, "kWh"),
      share,
    };
  });
  return {
    building_id: id,
    period: {
      start: iso(midnight(start)),
      end: iso(midnight(end)),
      timezone: ZONE,
      start_date: null,
      end_date: null,
    },
    total: figure(2585, "kWh"),
    parts,
    series: { resolution: "hour", timezone: ZONE, unit: "kWh", units: {}, columns, proof: null },
  };
}

/** @returns {import("../lib/api/types").Rooms} */
export function rooms(/** @type {string} */ id) {
  const list = [4, 3, 2, 1].flatMap((floor) =>
    Array.from({ length: 9 }, (_, place) => {
      const name = `${floor}${String(place + 1).padStart(2, "0")}`;
      const beds = [4, 2, 6][(floor + place) % 3] ?? 4;
      const perBed = name === "304" ? 8.9 : 3 + ((floor * 7 + place * 5) % 11) / 4;
      const missing = name === "403";
      const why = missing ? "no meter reading" : null;
      return {
        space_id: `${id}-${name}`,
        name: `Room ${name}`,
        floor,
        beds,
        energy: figure(missing ? null : perBed * beds, "kWh", missing ? 0 : 1, 0, why),
        per_bed: figure(missing ? null : perBed, "kWh", missing ? 0 : 1, 0, why),
        floor_median: 4.1,
        difference: perBed / 4.1 - 1,
      };
    }),
  );
  return {
    building_id: id,
    period: {
      start: iso(AS_OF - 7 * DAY),
      end: iso(AS_OF),
      timezone: ZONE,
      start_date: null,
      end_date: null,
    },
    rooms: list,
  };
}

/** @returns {import("../lib/api/types").Quality} */
export function quality() {
  const days = Array.from({ length: 42 }, (_, i) => iso(AS_OF - (41 - i) * DAY).slice(0, 10));
  const devices = BUILDINGS.flatMap(({ id }) =>
    ["main", "hvac", "lighting"].map((part, p) => {
      const silent = id === "sport" && part === "main";
      return {
        device_id: `northgate-${id}-${part}`,
        building_id: id,
        name: `${id} ${part}`,
        kind: p === 0 ? "main_meter" : "sub_meter",
        completeness: days.map((_, d) =>
          silent && d > 38 ? 0 : (d * 7 + p * 3 + id.length) % 23 === 0 ? 0.8 : 1,
        ),
        complete: figure(silent ? 93 : 99.4, "%", silent ? 0.93 : 0.994),
        expected: 12_096,
        known: 12_020,
        estimated: p * 12,
        suspect: p,
        rejected: p * 3,
        late: p * 11,
        corrections: p * 2,
        last_reading_at: iso(silent ? SILENT : AS_OF - p * 60_000),
        silent: silent ? "silent 61 h" : null,
      };
    }),
  );
  return {
    text: "Data is 96.1% complete today; one meter has been silent for 61 h",
    days,
    overall: figure(96.1, "%", 0.961),
    devices,
    next_cursor: null,
    rejections: [
      { reason: "ts_in_future", rejected: 38, last_at: iso(AS_OF), example: "ts is 4 h ahead" },
      { reason: "unknown_device", rejected: 9, last_at: iso(AS_OF), example: null },
      { reason: "not_a_number", rejected: 4, last_at: iso(AS_OF), example: null },
    ],
  };
}

/** @returns {import("../lib/api/types").SyncHealth} */
export function sync() {
  const run = {
    sync_id: "s1",
    connection: "northgate",
    shard: 0,
    status: "succeeded",
    started_at: iso(NOW - 72_000),
    finished_at: iso(NOW - 60_000),
    duration_seconds: 12,
    lag_seconds: 312,
    rows_upserted: 3552,
    rows_updated: 18,
    rows_deleted: 0,
    rows_rejected: 2,
    checkpoints: 4,
    retries: 1,
    error: null,
  };
  return {
    text: "The last sync brought 3,552 rows, one minute ago.",
    connections: [run],
    runs: [run],
    next_cursor: null,
  };
}

/** Who is logged in; a test may look as a viewer. */
export const who = { role: /** @type {import("../lib/api/types").Me["role"]} */ ("manager") };

/** @returns {import("../lib/api/types").Me} */
export function me() {
  return {
    id: "usr_1",
    name: "Manager",
    email: "manager@northgate.demo",
    kind: "person",
    role: who.role,
    tenant_id: "northgate",
    tenant_name: "Northgate University",
    permissions: who.role === "viewer" ? ["read", "health"] : ["read", "health", "feedback"],
    buildings: null,
  };
}

/** @returns {import("../lib/api/types").Proof | null} */
export function proof(/** @type {string} */ id) {
  const claim = claimed.get(id);
  if (!claim) return null;
  return {
    id,
    title: "Load of Northgate University",
    definition: "The energy of the hour divided by one hour.",
    unit: claim.unit,
    value: claim.value,
    value_now: claim.value,
    changed: false,
    note: "",
    query: "site_total",
    column: "energy_kwh",
    row: null,
    sql: "-- Totals of a site.\nSELECT SUM(energy_kwh) AS energy_kwh\nFROM powerlytics_analytics.analytics_hourly\nWHERE tenant_id = @tenant_id\n  AND local_date >= @start_date",
    console_sql: "SELECT 1",
    parameters: [
      { name: "tenant_id", type: "STRING", value: "northgate" },
      { name: "start_date", type: "DATE", value: "2026-11-20" },
    ],
    period: {
      start: iso(AS_OF - HOUR),
      end: iso(AS_OF),
      timezone: ZONE,
      start_date: null,
      end_date: null,
    },
    rows: 5,
    intervals: { expected: 610, known: 586, metered: 568, estimated: 18, suspect: 2, missing: 24 },
    completeness: 0.961,
    estimated_share: 0.03,
    executed_at: iso(NOW),
    elapsed_ms: 38.2,
    sample: [0, 1, 2].map((place) => ({
      device_id: `northgate-${BUILDINGS[place]?.id}-main`,
      ts: iso(AS_OF - HOUR),
      revision: place,
      energy_kwh: 61.9 - place,
      register_kwh: null,
      power_kw: null,
      quality: place === 2 ? "estimated" : "metered",
      quality_reason: null,
      source: "meter",
      received_at: iso(AS_OF),
    })),
    url: `/api/v1/proof/${id}`,
  };
}
