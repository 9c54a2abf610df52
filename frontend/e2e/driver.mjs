/** Runs checks for pytest: one JSON line in {check, args}, one JSON line out {ok, error}.
 *  node e2e/driver.mjs URL; ends when its standard input closes. */
import { createInterface } from "node:readline";

import { openBrowser } from "./browser.mjs";
import { checks } from "./checks.mjs";

const browser = await openBrowser();
const world = { browser, url: process.argv[2] };
console.log(JSON.stringify({ ready: true, checks: Object.keys(checks) }));
for await (const line of createInterface({ input: process.stdin })) {
  const { check, args } = JSON.parse(line);
  const result = await checks[check](world, args ?? {}).then(
    () => ({ ok: true }),
    (error) => ({ ok: false, error: error.stack ?? String(error) }),
  );
  console.log(JSON.stringify(result));
}
await browser.close();
