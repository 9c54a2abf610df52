/** Chromium as the tests and the screenshots drive it. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** A browser that talks to nobody but the page under test. */
export function openBrowser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--disk-cache-dir=${mkdtempSync(join(tmpdir(), "powerlytics-chromium-"))}`,
    ],
  });
}

/** Waits until figures have come, fonts are there and charts are drawn. */
export async function settle(page) {
  await page.locator("main h1").waitFor();
  await page.waitForFunction(
    () => !document.querySelector('[role="status"][aria-label$="loading"]'),
    null,
    {
      timeout: 60_000,
    },
  );
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll("[data-chart]")].every((box) => box.querySelector("canvas")),
    null,
    { timeout: 60_000 },
  );
  await page.waitForTimeout(150);
  // A colour on its way from one scheme to the other is neither.
  await page.waitForFunction(
    () =>
      document
        .getAnimations()
        .every(
          (one) =>
            one.playState !== "running" || one.effect?.getComputedTiming().iterations === Infinity,
        ),
    null,
    { timeout: 60_000 },
  );
}

export async function logIn(page, email = "manager@northgate.demo", password = "powerlytics") {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}
