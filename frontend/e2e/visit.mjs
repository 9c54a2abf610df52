/** A page of its own for a check, and what checks ask of it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { NOW } from "./fixtures.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TOKEN = "fixture-token";
export const SESSION = "powerlytics.session";

/** A page of its own that fails on any console error, page error or request to somewhere else. */
export async function visit({ browser, url }, options, act) {
  const {
    width = 1440,
    scheme = "light",
    expectErrors = false,
    login = true,
    clock = true,
    ...rest
  } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    ...rest,
  });
  const problems = [];
  try {
    const page = await context.newPage();
    page.on("console", (m) => m.type() === "error" && problems.push(`console: ${m.text()}`));
    page.on("pageerror", (error) => problems.push(`page: ${error.message}`));
    page.on("request", (request) => {
      const target = new URL(request.url());
      if (!["data:", "blob:"].includes(target.protocol) && target.origin !== new URL(url).origin)
        problems.push(`request to ${target.origin}`);
    });
    if (clock) await page.clock.setFixedTime(new Date(NOW));
    if (login) {
      await page.addInitScript(
        ([key, session]) => sessionStorage.getItem(key) ?? sessionStorage.setItem(key, session),
        [SESSION, JSON.stringify({ token: TOKEN, expiresAt: NOW + 8 * 3_600_000 })],
      );
      await page.goto(url);
    }
    await act(page);
    if (!expectErrors) assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

export async function control(url, path) {
  const response = await fetch(`${url}/_fixture${path}`);
  return response.json();
}

export async function axe(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations),
  );
  return found
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((n) => n.html.slice(0, 160))
          .join(" | ")}`,
    );
}

/** What the first chart of a page draws, series by name. */
export function drawn(page) {
  return page.evaluate(() => {
    const chart = document.querySelector("[data-chart]").chart;
    return Object.fromEntries(
      chart.getOption().series.map((series) => [
        series.name,
        {
          data: series.data.map((point) => (Array.isArray(point) ? point : point.value)),
          areas: (series.markArea?.data ?? []).map(([from, to]) => [from.xAxis, to.xAxis]),
          pattern: Boolean(series.markArea?.itemStyle?.color?.image),
        },
      ]),
    );
  });
}
