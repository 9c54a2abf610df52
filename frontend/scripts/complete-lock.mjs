// Names in package-lock.json the builds for other platforms that a partial registry did not offer.
// `npm ci` refuses a lock without them, though it installs only this platform's. Run it after
// `npm install` on such a machine: node scripts/complete-lock.mjs
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const { packages } = lock;
const PLATFORM =
  /(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)-?(.*)$/;

/** Where Node would look for `name` from the package at `path`, nearest first. */
function* places(path, name) {
  for (
    let base = path;
    ;
    base = base.slice(0, base.lastIndexOf("node_modules/")).replace(/\/$/, "")
  ) {
    yield `${base && `${base}/`}node_modules/${name}`;
    if (!base) return;
  }
}

let added = 0;
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = PLATFORM.exec(name);
    if (!platform || [...places(path, name)].some((place) => place in packages)) continue;
    const [, os, cpu, abi] = platform;
    packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev && { dev: true }),
      ...(/^musl/.test(abi) && { libc: ["musl"] }),
      ...(/^gnu/.test(abi) && os === "linux" && { libc: ["glibc"] }),
      optional: true,
      os: [os],
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} added`);
