/** Screens of every page: node scripts/screenshots.mjs --url http://127.0.0.1:8000 --out DIR
 *  [--email manager@northgate.demo] [--password powerlytics] [--building ID] [--now ISO]
 *  [--widths 360,768,1440] [--schemes light,dark] [--only overview,building] [--scale 1] */
import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";

import { logIn, openBrowser, settle } from "../e2e/browser.mjs";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8000" },
    out: { type: "string", default: "screens" },
    email: { type: "string", default: "manager@northgate.demo" },
    password: { type: "string", default: "powerlytics" },
    building: { type: "string", default: "northgate-hopkins-hostel" },
    now: { type: "string" },
    widths: { type: "string", default: "360,768,1440" },
    schemes: { type: "string", default: "light,dark" },
    only: {
      type: "string",
      default: "login,overview,building,incidents,incident,recommendations,models,data,proof",
    },
    scale: { type: "string", default: "1" },
  },
});

const paths = {
  overview: "/",
  building: `/building?id=${encodeURIComponent(values.building)}`,
  incidents: "/incidents",
  incident: "/incidents",
  recommendations: "/recommendations",
  models: "/models",
  data: "/data",
};

await mkdir(values.out, { recursive: true });
const browser = await openBrowser();
try {
  for (const width of values.widths.split(",").map(Number)) {
    for (const colorScheme of values.schemes.split(",")) {
      const context = await browser.newContext({
        viewport: { width, height: width < 600 ? 780 : 900 },
        deviceScaleFactor: Number(values.scale),
        colorScheme,
      });
      const page = await context.newPage();
      // A picture shows what the server has now.
      await (
        await context.newCDPSession(page)
      ).send("Network.setCacheDisabled", {
        cacheDisabled: true,
      });
      if (values.now) await page.clock.setFixedTime(new Date(values.now));
      page.on("console", (m) => m.type() === "error" && console.error(`console: ${m.text()}`));
      page.on("pageerror", (error) => console.error(`page: ${error.message}`));
      const asked = new Set();
      page.on("request", (r) => !r.url().endsWith("/live") && asked.add(r));
      for (const end of ["requestfinished", "requestfailed"]) page.on(end, (r) => asked.delete(r));
      const shot = async (name, fullPage = true) => {
        await settle(page);
        while (asked.size > 0) await page.waitForTimeout(100);
        const path = `${values.out}/${name}-${width}-${colorScheme}.png`;
        if (fullPage) {
          // Fixed bars would lie over the middle of a long picture: grow the window instead.
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ width, height: Math.max(height, 600) });
          await settle(page);
        }
        await page.screenshot({ path });
        await page.setViewportSize({ width, height: width < 600 ? 780 : 900 });
        console.log(path);
      };
      const wanted = values.only.split(",");
      await page.goto(`${values.url}/login`);
      if (wanted.includes("login")) await shot("login", false);
      await logIn(page, values.email, values.password);
      for (const [name, path] of Object.entries(paths)) {
        if (!wanted.includes(name)) continue;
        await page.goto(values.url + path);
        if (name === "incident") {
          await settle(page);
          const first = page.locator("tr[data-incident] th a").first();
          if ((await first.count()) === 0) continue;
          await first.click();
          await page.waitForURL(/incidents\?id=/);
        }
        await shot(name);
      }
      if (wanted.includes("proof")) {
        await page.goto(values.url);
        await settle(page);
        await page.locator("[data-proof]").first().click();
        await page.getByText("Which rows").waitFor();
        await shot("proof", false);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
