/** What the browser tests check, by name. A check opens its own context, and throws when what it
 *  promises does not hold. tests/frontend/test_pages.py says what each is for. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { logIn, settle } from "./browser.mjs";
import { ESTIMATED, GAP, NOW } from "./fixtures.mjs";
import { foreseenChecks } from "./foreseenChecks.mjs";
import { axe, control, drawn, SESSION, visit } from "./visit.mjs";

const PAGES = {
  overview: "/",
  building: "/building?id=hostel",
  buildings: "/building",
  incidents: "/incidents",
  incident: "/incidents?id=inc-hostel-high",
  recommendations: "/recommendations",
  models: "/models",
  data: "/data",
};

/** Pages of the real API that need no id. */
const REAL = ["/building", "/incidents", "/recommendations", "/models", "/data"];

export const checks = {
  ...foreseenChecks,

  async accessible(world, { page: name }) {
    await visit(world, { login: name !== "login" }, async (page) => {
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(world.url + (PAGES[name] ?? `/${name}`));
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
          await settle(page);
          const found = await axe(page);
          assert.deepEqual(found, [], `${width} px, ${colorScheme}`);
        }
      }
    });
  },

  async accessibleProof(world, { width, scheme }) {
    await visit(world, { width, scheme }, async (page) => {
      await settle(page);
      await page.locator("[data-proof]").first().click();
      await page.getByText("Which rows").waitFor();
      await settle(page);
      assert.deepEqual(await axe(page), []);
    });
  },

  async fits(world, { page: name }) {
    await visit(world, { width: 360, login: name !== "login" }, async (page) => {
      await page.goto(world.url + (PAGES[name] ?? `/${name}`));
      for (const width of [360, 600, 768, 1024]) {
        await page.setViewportSize({ width, height: 900 });
        await settle(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} px wide in a window of ${width} px`);
      }
    });
  },

  /** The real API: every page, then all of them again from what the browser remembers. */
  async realPages(world, { url, building }) {
    await visit({ ...world, url }, { login: false, clock: false }, async (page) => {
      await page.goto(`${url}/login`);
      await logIn(page);
      for (const round of [1, 2]) {
        for (const path of ["/", `/building?id=${building}`, ...REAL]) {
          await page.goto(url + path);
          await settle(page);
          assert.equal(await page.locator("main").getByRole("alert").count(), 0, path);
          if (round === 1) assert.deepEqual(await axe(page), [], path);
        }
      }
    });
  },

  async realNumbers(world, { url, building }) {
    await visit({ ...world, url }, { login: false, clock: false }, async (page) => {
      const answers = [];
      page.on("response", async (response) => {
        if (/\/(energy|summary)/.test(response.url()) && response.status() === 200)
          answers.push([response.url(), await response.json()]);
      });
      const answer = (pattern) => answers.find(([from]) => pattern.test(from))[1];
      await page.goto(`${url}/login`);
      await logIn(page);
      await settle(page);
      const summary = answer(/summary/);
      // The estate's readings are old: the headline gives the figure, and no "now".
      const [load] = /[\d,.]+ kW/.exec(summary.headline.text);
      const headline = await page.locator("h1").innerText();
      assert.ok(headline.startsWith("Nothing has come for") && headline.endsWith(load), headline);
      const first = page.locator("[data-proof]").first();
      assert.equal(await first.getAttribute("data-proof"), summary.now.proof);
      await first.click();
      await page.getByText("Which query").waitFor();
      assert.match(await page.locator("pre").innerText(), /FROM powerlytics_analytics\./);
      await page.keyboard.press("Escape");

      await page.goto(`${url}/building?id=${building}`);
      await settle(page);
      const until = Date.parse(summary.as_of);
      const line = (await drawn(page)).measured.data;
      const given = new Map();
      for (const [from, { series }] of answers)
        if (/energy\?.*resolution=hour/.test(from))
          series.columns.ts.forEach((ts, i) =>
            given.set(ts + 1_800_000, series.columns.power_kw[i]),
          );
      const known = line.filter(([, value]) => value !== null);
      assert.ok(known.length > 100, `${known.length} hours`);
      assert.ok(known.every(([at, value]) => given.get(at) === value && at < until));
    });
  },

  async wrongPassword(world, { url = world.url } = {}) {
    await visit(world, { login: false, expectErrors: true }, async (page) => {
      await page.goto(`${url}/login`);
      await page.getByLabel("E-mail").fill("manager@northgate.demo");
      await page.getByLabel("Password", { exact: true }).fill("wrong");
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByText("E-mail or password is wrong").waitFor();
      assert.equal(new URL(page.url()).pathname, "/login");
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    });
  },

  async returnsAfterLogIn(world) {
    await visit(world, { login: false }, async (page) => {
      await page.goto(`${world.url}/building?id=hostel&span=30d`);
      await page.waitForURL(/\/login/);
      await logIn(page);
      await page.waitForURL(/\/building\?id=hostel&span=30d$/);
      await page.getByRole("heading", { level: 1, name: /^Hopkins Hostel/ }).waitFor();
    });
  },

  async leavesNoOneIn(world) {
    await visit(world, {}, async (page) => {
      await page.getByRole("button", { name: "Account" }).click();
      await page.getByRole("menuitem", { name: "Log out" }).waitFor();
      assert.deepEqual(await axe(page), []);
      await page.getByRole("menuitem", { name: "Log out" }).click();
      await page.waitForURL(/\/login/);
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    });
  },

  async expires(world) {
    await visit(world, { expectErrors: true }, async (page) => {
      await settle(page);
      await page.evaluate((key) => {
        const held = JSON.parse(sessionStorage.getItem(key));
        sessionStorage.setItem(key, JSON.stringify({ ...held, token: "old" }));
      }, SESSION);
      await page.goto(`${world.url}/building?id=physics`);
      await page.waitForURL(/\/login\?next=/);
      await logIn(page);
      await page.waitForURL(/\/building\?id=physics$/);
    });
  },

  /** The next person in the same tab sees an error rather than what the last one saw. */
  async leavesNothingBehind(world) {
    try {
      await visit(world, { expectErrors: true }, async (page) => {
        await page.goto(`${world.url}/recommendations`);
        await settle(page);
        await page.locator("article").first().waitFor();
        await control(world.url, "/fail?path=/dashboard/summary&status=401");
        await control(world.url, "/event?event=sync&data={}");
        await page.waitForURL(/\/login\?next=/);
        await control(world.url, "/heal");
        await control(world.url, "/fail?path=/recommendations&status=503");
        await logIn(page);
        await page.waitForURL(/\/recommendations$/);
        await page.getByText("The query did not finish").first().waitFor();
        assert.equal(await page.locator("article").count(), 0);
      });
    } finally {
      await control(world.url, "/heal");
    }
  },

  async goesNowhereElse(world) {
    await visit(world, { login: false }, async (page) => {
      for (const next of ["//evil.test/", "https://evil.test/", "/\\evil.test"]) {
        await page.goto(`${world.url}/login?next=${encodeURIComponent(next)}`);
        await logIn(page);
        await page.waitForURL(`${world.url}/`);
        await page.evaluate(() => sessionStorage.clear());
      }
    });
  },

  async everyFigureHasProof(world, { page: name }) {
    await visit(world, {}, async (page) => {
      await page.goto(world.url + PAGES[name]);
      await settle(page);
      const count = await page.locator("[data-proof]:visible").count();
      assert.ok(count >= 5, `${count} figures`);
      for (let place = 0; place < count; place += 1) {
        const button = page.locator("[data-proof]:visible").nth(place);
        const label = await button.getAttribute("aria-label");
        assert.match(label, /Show proof$/);
        const proof = await button.getAttribute("data-proof");
        await button.click();
        await page.getByText("Which query").waitFor();
        assert.equal(new URL(page.url()).searchParams.get("proof"), proof);
        await page.keyboard.press("Escape");
        await page.getByText("Which query").waitFor({ state: "detached" });
        assert.equal(new URL(page.url()).searchParams.get("proof"), null);
        // Focus returns to the number.
        await page.waitForFunction((id) => document.activeElement?.dataset.proof === id, proof);
      }
    });
  },

  async proofByLink(world) {
    await visit(world, {}, async (page) => {
      await settle(page);
      const proof = await page.locator("[data-proof]").first().getAttribute("data-proof");
      await page.goto(`${world.url}/?proof=${proof}`);
      await page.getByText("Which rows").waitFor();
      const shown = await page.locator("pre").innerText();
      assert.match(shown, /tenant_id = @tenant_id/);
      await page.getByRole("button", { name: "Close the proof" }).click();
      await page.getByText("Which rows").waitFor({ state: "detached" });
      assert.equal(new URL(page.url()).search, "");
    });
  },

  async tableEqualsChart(world) {
    await visit(world, {}, async (page) => {
      const answers = [];
      page.on("response", async (response) => {
        if (/\/energy\?/.test(response.url()))
          answers.push([response.url(), await response.json()]);
      });
      await page.goto(`${world.url}/building?id=hostel`);
      await settle(page);
      const chart = await drawn(page);
      const dates = (start) => answers.find(([url]) => url.includes(`start_date=${start}`))?.[1];
      const { columns } = dates("2026-11-14").series;

      await page.getByRole("group", { name: /^Load of Hopkins Hostel,/ }).focus();
      await page.keyboard.press("t");
      const rows = await page
        .locator("[data-chart-table] tbody tr")
        .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
      const measured = rows.map(([, value]) => (value === "–" ? null : Number(value)));
      // Seven days, then what of the forecast's 48 hours lies behind today's midnight.
      assert.equal(rows.length, 7 * 24 + 38);
      // The API's column, then hours of today that have not come.
      const given = measured.map((_, place) => columns.power_kw[place] ?? null);
      assert.deepEqual(measured, given);
      const line = chart.measured.data.map(
        ([, value], place) => value ?? chart.estimated.data[place][1],
      );
      assert.deepEqual(measured, line);
      const half = chart.measured.data.map(([at]) => at - 1_800_000);
      assert.deepEqual(half.slice(0, columns.ts.length), columns.ts, "points stand mid-interval");
      await page.keyboard.press("t");
      await page.locator("[data-chart-table]").waitFor({ state: "detached" });
    });
  },

  async gapIsHatched(world) {
    await visit(world, {}, async (page) => {
      await page.goto(`${world.url}/building?id=hostel`);
      await settle(page);
      const { measured, estimated } = await drawn(page);
      assert.ok(measured.pattern, "the gap is filled with the hatch");
      assert.deepEqual(measured.areas, [GAP]);
      const inside = (at, [from, to]) => at > from && at < to;
      const gap = measured.data.filter(([at]) => inside(at, GAP));
      assert.equal(gap.length, 7);
      assert.ok(
        gap.every(([, value]) => value === null),
        "nothing is drawn in a gap",
      );
      const hollow = estimated.data.filter(([at]) => inside(at, ESTIMATED));
      assert.ok(hollow.length === 4 && hollow.every(([, value]) => value > 0));
      assert.ok(measured.data.every(([at, value]) => !inside(at, ESTIMATED) || value === null));
      assert.ok((await page.locator("rect[data-missing]").count()) >= 7, "hatched in the carpet");
      await page.goto(world.url);
      await settle(page);
      assert.ok((await page.locator("svg rect[data-gap]:visible").count()) >= 2);
      await page.getByText("silent 61 h").first().waitFor();
    });
  },

  async keyboard(world) {
    await visit(world, {}, async (page) => {
      await page.goto(`${world.url}/building?id=hostel`);
      await settle(page);
      await page.getByRole("group", { name: /^Load of Hopkins Hostel,/ }).focus();
      await page.keyboard.press("ArrowLeft");
      const status = page.getByRole("status").filter({ hasText: "Measured" });
      assert.match(await status.innerText(), /^Fri 20 Nov, 13:00–14:00: Measured 85\.8 kW/);
      await page.keyboard.press("Shift+ArrowLeft");
      assert.match(await status.innerText(), /^Thu 19 Nov, 13:00–14:00/);
      await page.keyboard.press("+");
      await page.waitForURL(/span=7d/);
      const zoomed = new URL(page.url()).searchParams;
      assert.match(zoomed.get("from"), /^2026-11-\d\dT\d\d:\d\d$/);
      const length = await page.evaluate(() => history.length);
      await page.keyboard.press("-");
      await page.waitForFunction(() => !location.search.includes("from="));
      assert.equal(await page.evaluate(() => history.length), length, "a zoom replaces history");
      await page.keyboard.press("Enter");
      await page.getByText("Which query").waitFor();
      assert.equal(await page.evaluate(() => history.length), length + 1, "a proof pushes");
    });
  },

  async jump(world) {
    await visit(world, {}, async (page) => {
      await settle(page);
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder(/^Jump to/).fill("phys");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: /^Physics/ }).waitFor();
    });
  },

  async errorStaysInside(world) {
    await visit(world, { expectErrors: true }, async (page) => {
      await control(world.url, "/fail?path=/buildings/hostel/breakdown&status=422");
      try {
        await page.goto(`${world.url}/building?id=hostel`);
        const figure = page.getByRole("region", { name: "Where it goes" });
        await figure.getByText("The query did not finish in 10 s").waitFor();
        await figure.getByText("req-7f3a-19c2").waitFor();
        await settle(page);
        assert.equal(
          await page.locator("main").getByRole("alert").count(),
          1,
          "the other figures stand",
        );
        await control(world.url, "/heal");
        await figure.getByRole("button", { name: "Try again" }).click();
        await figure.getByText("Laundry").waitFor();
      } finally {
        await control(world.url, "/heal");
      }
    });
  },

  /** Every figure's menu gives the server's file under the server's name, once asked. */
  async downloads(world) {
    await visit(world, {}, async (page) => {
      const dates = "start_date=2026-11-14&end_date=2026-11-21";
      const wanted = [
        ["/building?id=hostel", "Load", "energy-hour", `resolution=hour&${dates}`],
        ["/building?id=hostel", "Where it goes", "breakdown-hour", "start_date=2026-11-19"],
        ["/building?id=hostel", "Rooms", "rooms-all", "end_date=2026-11-20"],
        ["/data", "northgate-hostel-main", "northgate-hostel-main-series-raw", "resolution=raw"],
      ];
      for (const [path, title, name, asked] of wanted) {
        await page.goto(world.url + path);
        await settle(page);
        for (const [item, form] of [
          ["CSV", "csv"],
          ["Parquet", "parquet"],
        ]) {
          const menu = page.getByRole("button", { name: `${title}: download`, exact: true });
          // By keyboard alone.
          await menu.press("Enter");
          await page.getByRole("menuitem", { name: /^CSV/ }).waitFor();
          const chosen = page.locator('[role="menuitem"]:focus', { hasText: item });
          for (let press = 0; press < 3 && (await chosen.count()) === 0; press += 1)
            await page.keyboard.press("ArrowDown");
          assert.equal(await chosen.count(), 1, `${item} is reached by the arrows`);
          const [download] = await Promise.all([
            page.waitForEvent("download"),
            page.keyboard.press("Enter"),
          ]);
          assert.ok(download.suggestedFilename().endsWith(`${name}.${form}`));
          const text = readFileSync(await download.path(), "utf8");
          assert.match(text, new RegExp(`^${form} of `));
          const query = new URLSearchParams(text.split("?")[1]);
          for (const [key, value] of new URLSearchParams(asked))
            assert.equal(query.get(key), value);
          await page.getByRole("menuitem").first().waitFor({ state: "detached" });
        }
      }
    });
  },

  async refusedDownload(world) {
    await visit(world, { expectErrors: true }, async (page) => {
      await page.goto(`${world.url}/building?id=hostel`);
      await settle(page);
      await control(world.url, "/fail?path=/buildings/hostel/energy&status=429");
      try {
        page.on("download", () => assert.fail("an error was saved as a file"));
        await page.getByRole("button", { name: "Load: download" }).click();
        await page.getByRole("menuitem", { name: /^CSV/ }).click();
        const said = page.getByRole("alert").filter({ hasText: "Nothing was saved" });
        await said.waitFor({ state: "attached" });
        assert.match(await said.textContent(), /The query did not finish in 10 s/);
        await page.getByRole("menu").getByText("Nothing was saved").waitFor();
        assert.deepEqual(await axe(page), []);
      } finally {
        await control(world.url, "/heal");
      }
    });
  },

  async realDownload(world, { url, building }) {
    await visit({ ...world, url }, { login: false, clock: false }, async (page) => {
      await page.goto(`${url}/login`);
      await logIn(page);
      const answers = [];
      page.on("response", async (response) => {
        if (/energy\?.*resolution=hour/.test(response.url()) && !response.url().includes("format"))
          answers.push([response.url(), await response.json()]);
      });
      await page.goto(`${url}/building?id=${building}`);
      await settle(page);
      await page.getByRole("button", { name: "Load: download" }).click();
      const asked = page.waitForRequest(/format=csv/);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name: /^CSV/ }).click(),
      ]);
      const served = await (await asked).response();
      const named = (await served.allHeaders())["content-disposition"];
      assert.equal(named, `attachment; filename="${download.suggestedFilename()}"`);
      assert.match(download.suggestedFilename(), new RegExp(`^${building}.*\\.csv$`));

      const [head, ...rows] = readFileSync(await download.path(), "utf8")
        .trim()
        .split("\n");
      const names = head.split(",").map((name) => name.replaceAll('"', ""));
      const start = new URL((await asked).url()).searchParams.get("start_date");
      const [, { series }] = answers.find(([from]) => from.includes(`start_date=${start}`));
      assert.ok(rows.length > 100, `${rows.length} rows`);
      assert.equal(rows.length, series.columns.ts.length);
      rows.forEach((row, place) => {
        const cells = row.split(",").map((cell) => cell.replaceAll('"', ""));
        assert.equal(Date.parse(cells[names.indexOf("ts")]), series.columns.ts[place]);
        const value = cells[names.indexOf("energy_kwh")];
        assert.equal(value === "" ? null : Number(value), series.columns.energy_kwh[place]);
      });
    });
  },

  async live(world) {
    await visit(world, {}, async (page) => {
      await page.getByText("Live", { exact: true }).waitFor();
      const nav = page.getByRole("navigation", { name: "Main" });
      const data = encodeURIComponent(
        JSON.stringify({ building_id: "chemistry", kw: 801.4, ts: new Date(NOW).toISOString() }),
      );
      await control(world.url, `/event?event=reading&data=${data}`);
      await nav.getByText("801", { exact: true }).waitFor();
      const asked = page.waitForRequest(/dashboard\/summary/);
      await control(world.url, "/event?event=sync&data={}");
      await asked;
    });
  },

  async reconnects(world) {
    await visit(world, { expectErrors: true }, async (page) => {
      await page.getByText("Live", { exact: true }).waitFor();
      await control(world.url, "/drop");
      await page.getByText("Live updates paused").waitFor();
      await page.getByText("Live", { exact: true }).waitFor({ timeout: 15_000 });
    });
  },

  async stale(world) {
    await visit(world, {}, async (page) => {
      await page.clock.setFixedTime(new Date(NOW + 3 * 3_600_000));
      await page.goto(world.url);
      await settle(page);
      await page.getByText(/^as of 14:00, 3 h 12 min ago/).waitFor();
      assert.equal(await page.getByText(/^Now, \d/).count(), 0, "old is not called now");
      assert.match(await page.locator("h1").innerText(), /^Nothing has come for 3 h 12 min; the/);
      await page.goto(`${world.url}/building?id=hostel`);
      await settle(page);
      await page.getByText("Fri 20 Nov, 13:00–14:00").first().waitFor();
      await page.getByText("Seven days after 20 Nov").waitFor();
      assert.equal(await page.getByText(/^Now, \d/).count(), 0);
    });
  },

  async halfHourZone(world) {
    // The reader's own zone must not matter.
    await visit(world, { timezoneId: "Asia/Kathmandu" }, async (page) => {
      await page.goto(`${world.url}/building?id=hostel`);
      await settle(page);
      const labels = await page.evaluate(() => {
        const axes = document.querySelector("[data-chart]").chart.getOption().xAxis;
        return axes.at(-1).axisLabel.customValues;
      });
      assert.ok(
        labels.every((at) => at % 86_400_000 === 0),
        "midnights of Dublin in winter",
      );
      await page.getByText("Now, 13:00–14:00").first().waitFor();
    });
  },

  async theme(world) {
    await visit(world, {}, async (page) => {
      await settle(page);
      const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
      assert.equal(await ink(), "rgb(18, 24, 27)");
      await page.getByRole("button", { name: "Switch to the dark theme" }).click();
      assert.equal(await ink(), "rgb(233, 238, 240)");
      await page.reload();
      await settle(page);
      assert.equal(await ink(), "rgb(233, 238, 240)", "the choice is kept");
    });
  },

  async unknownBuilding(world) {
    await visit(world, { expectErrors: true }, async (page) => {
      await page.goto(`${world.url}/building?id=nowhere`);
      await page.getByText("There is no such building").waitFor();
    });
  },
};
