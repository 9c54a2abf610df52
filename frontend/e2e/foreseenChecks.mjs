/** What the browser tests check of forecasts, incidents, recommendations and models, by name. */
import assert from "node:assert/strict";

import { logIn, settle } from "./browser.mjs";
import { AS_OF, HOUR } from "./fixtures.mjs";
import { axe, control, drawn, visit } from "./visit.mjs";

const OPEN = "inc-hostel-high";

/** The texts of a table's body, row by row. */
function cells(table) {
  return table
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.innerText)));
}

export const foreseenChecks = {
  async forecastBand(world) {
    await visit(world, {}, async (page) => {
      const asked = page.waitForResponse(/hostel\/forecast\?resolution=hour/);
      await page.goto(`${world.url}/building?id=hostel`);
      const { series, skill } = await (await asked).json();
      await settle(page);
      await page.getByText(/^Forecast by champion/).waitFor();
      const chart = await drawn(page);
      const given = new Map(series.columns.ts.map((at, i) => [at + HOUR / 2, i]));
      const coming = chart.forecast.data.filter(([, value]) => value !== null);
      assert.equal(coming.length, 48);
      for (const [at, value] of coming) {
        assert.ok(at > AS_OF, "a forecast never stands before now");
        assert.equal(value, series.columns.q50_kwh[given.get(at)]);
      }
      for (const [at, low, high] of chart["80%"].data) {
        assert.equal(low, series.columns.q10_kwh[given.get(at)]);
        assert.equal(high, series.columns.q90_kwh[given.get(at)]);
      }
      const last = Math.max(
        ...chart.measured.data.filter(([, value]) => value !== null).map(([at]) => at),
      );
      assert.ok(last < AS_OF && coming[0][0] === last + HOUR, "it begins where measuring ends");
      // Its skill beside it is the API's.
      const by = Math.round((1 - skill[0].mase.value / skill[0].naive_mase.value) * 100);
      await page
        .getByText(new RegExp(`${by}% better than “as last week”`))
        .first()
        .waitFor();

      const days = await cells(page.locator("[data-days]"));
      assert.equal(days.length, 7);
      assert.match(days[0][0], /^Sat 21 Nov/);
    });
  },

  /** A building that has no forecast says why, and draws none. */
  async noForecast(world) {
    await visit(world, {}, async (page) => {
      await page.goto(`${world.url}/building?id=sport`);
      await settle(page);
      await page.getByText("No forecast: no reading in the last 61 hours").first().waitFor();
      assert.equal((await drawn(page)).forecast, undefined);
      await page.goto(world.url);
      await settle(page);
      await page.getByText(/without Sports Centre/).waitFor();
    });
  },

  /** The newest readings' look stands under the building's name and leads to what it found. */
  async firstLook(world) {
    await visit(world, {}, async (page) => {
      await page.goto(`${world.url}/building?id=hostel`);
      await settle(page);
      const look = page.getByRole("status").filter({ hasText: "more than expected" });
      await look.getByRole("link", { name: /Hopkins Hostel used 61\.4 kWh more/ }).click();
      await page.waitForURL(`**/incidents?id=${OPEN}`);
      await page.goto(`${world.url}/building?id=school`);
      await settle(page);
      await page.getByRole("status").filter({ hasText: "nothing unusual up to" }).waitFor();
    });
  },

  async incidentsOnCurve(world) {
    await visit(world, {}, async (page) => {
      await page.goto(`${world.url}/building?id=hostel`);
      await settle(page);
      const chart = page.getByRole("group", { name: /^Load of Hopkins Hostel,/ });
      const { incidents } = await drawn(page);
      assert.deepEqual(
        incidents.data.map(([from]) => from),
        [AS_OF - 6 * HOUR, AS_OF - 96 * HOUR],
      );
      assert.match(await chart.getAttribute("aria-label"), /2 incidents: High load \+61\.4 kWh/);
      // Not by colour alone: the keyboard reads it, and the table has it.
      await chart.focus();
      for (let hour = 0; hour < 3; hour += 1) await page.keyboard.press("ArrowLeft");
      const status = page.getByRole("status").filter({ hasText: "Measured" });
      assert.match(await status.innerText(), /Incident High load \+61\.4 kWh/);
      await page.keyboard.press("t");
      const table = page.locator("[data-chart-table]");
      const marked = (await cells(table)).filter((row) =>
        row.some((cell) => /High load/.test(cell)),
      );
      assert.equal(marked.length, 5);
      assert.deepEqual(await axe(page), []);
    });
  },

  async incidentFilters(world) {
    await visit(world, {}, async (page) => {
      await page.goto(`${world.url}/incidents`);
      await settle(page);
      const rows = page.locator("tr[data-incident]");
      assert.equal(await rows.count(), 4);
      const narrow = async (label, value, count) => {
        await page.getByLabel(label, { exact: true }).selectOption(value);
        await page.waitForFunction(
          (n) => document.querySelectorAll("tr[data-incident]").length === n,
          count,
        );
      };
      await narrow("Building", "hostel", 2);
      await narrow("Status", "open", 1);
      const query = new URL(page.url()).searchParams;
      assert.equal(query.get("building"), "hostel");
      assert.equal(query.get("status"), "open");
      await page.reload();
      await settle(page);
      assert.equal(await rows.count(), 1, "the address holds the filters");
      await rows.getByRole("link").first().click();
      await page.getByText("Probable causes").waitFor();
      await page.locator("main").getByRole("link", { name: "Incidents", exact: true }).click();
      await rows.first().waitFor();
      assert.equal(await rows.count(), 1, "and so does the way back from one of them");
      await page.getByLabel("Kind", { exact: true }).selectOption("stuck");
      await page.getByText("No incident fits these filters").waitFor();
      await page.getByRole("button", { name: "Show all" }).click();
      await page.waitForFunction(() => document.querySelectorAll("tr[data-incident]").length === 4);
    });
  },

  /** Judge, take back, explain with a note: each shows at once and is what the server holds. */
  async feedback(world) {
    await control(world.url, "/unsay");
    await visit(world, {}, async (page) => {
      await page.goto(`${world.url}/incidents`);
      await settle(page);
      const row = page.locator(`tr[data-incident="${OPEN}"]`);
      const toggle = row.getByRole("button", { name: /causes and answer$/ });
      await toggle.focus();
      await page.keyboard.press("Enter");
      await page.getByText("Cooling ran outside its hours").waitFor();
      await page.getByText("Its sub-meter carries 94% of the excess").waitFor();
      await page.getByRole("link", { name: /^Unusual pattern, 16 Nov/ }).waitFor();
      assert.deepEqual(await axe(page), []);

      // The server has not answered yet, and the row says it already.
      await page.route("**/feedback", async (route) => {
        await new Promise((done) => setTimeout(done, 700));
        await route.continue();
      });
      await page.getByRole("button", { name: "Dismiss", exact: true }).click();
      await row.getByText("Dismissed", { exact: true }).waitFor({ timeout: 500 });
      await page.getByText("Dismissed, saving…").waitFor({ timeout: 500 });
      await page.getByText("Dismissed, saving…").waitFor({ state: "detached" });
      await row.getByText("Dismissed", { exact: true }).waitFor();
      await page.unroute("**/feedback");

      const undone = page.waitForResponse(
        (r) => r.request().method() === "DELETE" && /feedback/.test(r.url()),
      );
      await page.getByRole("button", { name: "Undo" }).click();
      assert.equal((await undone).status(), 200);
      await row.getByText("Open", { exact: true }).waitFor();

      // Explained asks for what explains it.
      await page.getByRole("button", { name: "Explained", exact: true }).click();
      await page.getByText("Say what explains it").waitFor();
      await page.keyboard.type("a ball in the hall");
      const sent = page.waitForRequest((r) => r.method() === "POST" && /feedback/.test(r.url()));
      await page.getByRole("button", { name: "Explained", exact: true }).click();
      assert.deepEqual((await sent).postDataJSON(), {
        verdict: "explained",
        note: "a ball in the hall",
      });
      await row.getByText("Explained", { exact: true }).waitFor();

      await page.goto(`${world.url}/incidents?id=${OPEN}`);
      await settle(page);
      await page.getByText("Explained by Manager: a ball in the hall").waitFor();
    });
    await control(world.url, "/unsay");
  },

  async refusedFeedback(world) {
    await control(world.url, "/unsay");
    await visit(world, { expectErrors: true }, async (page) => {
      await page.goto(`${world.url}/incidents?id=${OPEN}`);
      await settle(page);
      await control(world.url, `/fail?path=/anomalies/${OPEN}/feedback&status=503`);
      try {
        await page.getByRole("button", { name: "Confirm", exact: true }).click();
        const figure = page.getByRole("region", { name: "What was it?" });
        await figure.getByRole("alert").waitFor();
        await page.locator("main").getByText("Open", { exact: true }).waitFor();
        await control(world.url, "/heal");
        await figure.getByRole("button", { name: "Try again" }).click();
        await page.locator("main").getByText("Confirmed", { exact: true }).first().waitFor();
        await figure.getByRole("alert").waitFor({ state: "detached" });
      } finally {
        await control(world.url, "/heal");
        await control(world.url, "/unsay");
      }
    });
  },

  async viewerDoesNotJudge(world) {
    await control(world.url, "/role?role=viewer");
    try {
      await visit(world, {}, async (page) => {
        await page.goto(`${world.url}/incidents?id=${OPEN}`);
        await settle(page);
        await page.getByText("Probable causes").waitFor();
        await page.getByRole("button", { name: "Account" }).click();
        await page.getByText("viewer, northgate").waitFor();
        assert.equal(await page.getByRole("button", { name: "Confirm" }).count(), 0);
        assert.equal(await page.getByText("What was it?").count(), 0);
      });
    } finally {
      await control(world.url, "/role?role=manager");
    }
  },

  async unknownIncident(world) {
    await visit(world, { expectErrors: true }, async (page) => {
      await page.goto(`${world.url}/incidents?id=nothing`);
      await page.getByText("There is no such incident").waitFor();
    });
  },

  async savingsAreRanges(world) {
    await visit(world, {}, async (page) => {
      await settle(page); // the overview asks for recommendations too
      const asked = page.waitForResponse(/recommendations\?/);
      await page.goto(`${world.url}/recommendations`);
      const { data } = await (await asked).json();
      await settle(page);
      const cards = page.locator("article");
      const titles = await cards.locator("h2").allInnerTexts();
      const byMoney = [...data].sort((a, b) => b.cost.value - a.cost.value);
      assert.deepEqual(
        titles,
        byMoney.map(({ title }) => title),
      );
      const first = await cards.first().locator("[data-saving]").first().innerText();
      assert.match(first, /€5,040/);
      assert.match(first, /3,276–6,804/);
      await cards.first().getByText("How it would be verified").waitFor();
      await cards.first().getByText("54 nights").waitFor();
      await page.getByLabel("Building", { exact: true }).selectOption("school");
      await page.waitForFunction(() => document.querySelectorAll("article").length === 1);
      await page.getByText("none; it is used in other hours").first().waitFor();
    });
  },

  /** What was done leaves the list, is measured from then on, and can be taken back. */
  async whatWasDoneIsMeasured(world) {
    await visit(world, {}, async (page) => {
      await page.goto(`${world.url}/recommendations`);
      await settle(page);
      const done = page.getByRole("region", { name: "Done, and what it saved" });
      const items = done.getByRole("listitem");
      assert.equal(await items.count(), 1);
      const focused = () => page.evaluate(() => document.activeElement?.ariaLabel ?? "nothing");
      assert.equal(await focused(), "nothing", "a page takes no focus that nobody gave it");
      const measured = await items.first().innerText();
      assert.match(measured, /Turn the hot water off at night/);
      assert.match(measured, /Saved until 19 Nov\s+1,240.*818–1,662/s);
      assert.match(measured, /13,240.*14,480/s);
      assert.match(measured, /the whole range lies above zero/);
      assert.match(measured, /86 of 88 days measured, against a baseline of 352 days by OpenDSM/);

      const first = page.locator("article").first();
      const title = await first.locator("h2").innerText();
      await first.getByRole("button", { name: "This was done" }).click();
      assert.deepEqual(await axe(page), []);
      await first.getByLabel("First whole day with the change").fill("2026-11-02");
      await first.getByRole("button", { name: "Measure from then" }).click();
      await items.nth(1).waitFor();
      const said = await items.first().innerText();
      assert.match(said, new RegExp(`${title}.*since 2 Nov 2026.*not measured yet`, "s"));
      await page.waitForFunction(() => document.querySelectorAll("article").length === 2);
      await page.waitForFunction(() => document.activeElement?.ariaLabel === "Done");
      await page.getByRole("button", { name: `Undo: ${title} was not done` }).click();
      await page.getByRole("button", { name: "Keep it" }).click();
      await page.getByRole("button", { name: `Undo: ${title} was not done` }).click();
      assert.deepEqual(await axe(page), []);
      await page.getByRole("button", { name: "It was not done" }).click();
      await page.waitForFunction(() => document.querySelectorAll("article").length === 3);
      await items.nth(1).waitFor({ state: "detached" });
    });
    await control(world.url, "/role?role=viewer");
    try {
      await visit(world, {}, async (page) => {
        await page.goto(`${world.url}/recommendations`);
        await settle(page);
        await page.getByText("1,240").first().waitFor();
        assert.equal(await page.getByRole("button", { name: /This was done|Undo/ }).count(), 0);
      });
    } finally {
      await control(world.url, "/role?role=manager");
    }
  },

  async modelsSaySkill(world) {
    await visit(world, {}, async (page) => {
      await page.goto(`${world.url}/models`);
      await settle(page);
      const skill = page.getByRole("region", { name: "Skill, table" });
      const [best] = await cells(skill);
      assert.match(best.join(" "), /champion.*0\.66.*0\.91.*27%.*83%/s);
      await page.getByText("None: input and error are as they were").waitFor();
      const history = page.getByRole("region", { name: "History, table" });
      assert.equal((await cells(history)).length, 3);
      await page.getByText("Every run").click();
      await history.getByText("out of memory").waitFor();
      assert.equal((await cells(history)).length, 5);
      // A meter that has no forecast says why.
      await page.getByText("No forecast: no reading in the last 61 hours").waitFor();
      await page.getByText("Weighted quantile loss").waitFor();
    });
  },

  /** On the real API: what is said on the screen is what the API holds, also for who looks later. */
  async realFeedback(world, { url }) {
    await visit({ ...world, url }, { login: false, clock: false }, async (page) => {
      await page.goto(`${url}/login`);
      await logIn(page);
      await page.goto(`${url}/incidents`);
      await settle(page);
      const id = await page.locator("tr[data-incident]").first().getAttribute("data-incident");
      await page.goto(`${url}/incidents?id=${id}`);
      await settle(page);
      const kept = (method) =>
        page.waitForResponse(
          (r) => r.request().method() === method && /feedback/.test(r.url()) && r.ok(),
        );
      await page.getByLabel("Note").fill("seen on site");
      const [answer] = await Promise.all([
        kept("POST"),
        page.getByRole("button", { name: "Confirm", exact: true }).click(),
      ]);
      assert.equal((await answer.json()).status, "confirmed");
      await page.reload();
      await settle(page);
      await page.getByText(/^Confirmed by .*: seen on site$/).waitFor();
      await Promise.all([kept("DELETE"), page.getByRole("button", { name: "Undo" }).click()]);
      await page.reload();
      await settle(page);
      await page.locator("main [data-status=open]").first().waitFor();
    });
  },

  async realForecast(world, { url, building }) {
    await visit({ ...world, url }, { login: false, clock: false }, async (page) => {
      await page.goto(`${url}/login`);
      await logIn(page);
      const asked = page.waitForResponse(/buildings\/.*\/forecast\?resolution=hour/);
      await page.goto(`${url}/building?id=${building}`);
      const { series, as_of: asOf } = await (await asked).json();
      await settle(page);
      const coming = (await drawn(page)).forecast.data.filter(([, value]) => value !== null);
      assert.ok(coming.length >= 24, `${coming.length} hours`);
      for (const [at, value] of coming) {
        assert.ok(at > Date.parse(asOf));
        assert.equal(value, series.columns.q50_kwh[series.columns.ts.indexOf(at - HOUR / 2)]);
      }
    });
  },

  /** The real API with nothing in its tables of models: every page says what will come. */
  async emptyForeseen(world, { url, building }) {
    await visit({ ...world, url }, { login: false, clock: false }, async (page) => {
      await page.goto(`${url}/login`);
      await logIn(page);
      const wanted = [
        ["/incidents", /No incident was found|No incident in these days/],
        ["/recommendations", /Nothing to recommend yet/],
        ["/models", /No model has run yet/],
        [`/building?id=${building}`, /first forecast comes after two days of readings/],
      ];
      for (const [path, text] of wanted) {
        await page.goto(url + path);
        await settle(page);
        await page.getByText(text).first().waitFor();
        assert.equal(await page.locator("main").getByRole("alert").count(), 0, path);
      }
    });
  },
};
