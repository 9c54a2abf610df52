/** Serves the built app and the fixtures, for the browser tests only.
 *  node e2e/server.mjs → prints {"url": ...}; ends when its standard input closes. */
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import * as fixtures from "./fixtures.mjs";
import * as foreseen from "./foreseen.mjs";

const OUT = fileURLToPath(new URL("../out", import.meta.url));
const TYPES = /** @type {Record<string, string>} */ ({
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".txt": "text/plain",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".ico": "image/x-icon",
});
const TOKEN = "fixture-token";

/** Paths that answer with an error once asked for by /_fixture/fail?path=; a test's own switch. */
const failing = new Map();
/** @type {Set<import("node:http").ServerResponse>} */
const streams = new Set();

/** @param {import("node:http").ServerResponse} response */
function json(response, status, body) {
  const type = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "Content-Type": type }).end(JSON.stringify(body));
}

const problem = (status, title, detail) => ({ status, title, detail, request_id: "req-7f3a-19c2" });

function answer(path, query) {
  const [, id = "", what] = /^\/buildings\/([^/]+)(?:\/([\w-]+))?$/.exec(path) ?? [];
  if (path === "/me") return fixtures.me();
  if (path === "/dashboard/summary") return fixtures.summary();
  if (path === "/quality") return fixtures.quality();
  if (path === "/sync") return fixtures.sync();
  if (path === "/forecast") return foreseen.forecast(null, query);
  if (path === "/forecasts") return foreseen.forecasts();
  if (path === "/anomalies") return foreseen.incidents(query);
  if (path.startsWith("/anomalies/")) return foreseen.detail(path.slice(11));
  if (path === "/recommendations") return foreseen.recommendations(query);
  if (path === "/savings") return foreseen.savings(query);
  if (path === "/models") return foreseen.models(query.getAll("kind"));
  if (path === "/models/meters") return foreseen.meterSkill();
  if (path.startsWith("/proof/")) return fixtures.proof(path.slice(7));
  if (id && !what) return fixtures.building(id);
  if (what === "energy") return fixtures.energy(id, query);
  if (what === "breakdown") return fixtures.breakdown(id, query);
  if (what === "rooms") return fixtures.rooms(id);
  if (what === "forecast") return foreseen.forecast(id, query);
  if (what === "first-look") return foreseen.firstLook(id);
  return null;
}

/** An export: what was asked for, under a name of the server's. */
function exported(response, path, query, format) {
  const name = `${path.slice(1).replaceAll("/", "-")}-${query.get("resolution") ?? "all"}`;
  response.writeHead(200, {
    "Content-Type": format === "csv" ? "text/csv" : "application/vnd.apache.parquet",
    "Content-Disposition": `attachment; filename="${name}.${format}"`,
  });
  response.end(`${format} of ${path}?${query}`);
}

/** @param {import("node:http").IncomingMessage} request */
async function bodyOf(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

async function api(request, response, path, query) {
  if (path === "/auth/token") {
    const { email, password } = await bodyOf(request);
    if (email !== "manager@northgate.demo" || password !== "powerlytics")
      return json(response, 401, problem(401, "Unauthorized", "E-mail or password is wrong."));
    return json(response, 200, { access_token: TOKEN, token_type: "bearer", expires_in: 8 * 3600 });
  }
  if (request.headers.authorization !== `Bearer ${TOKEN}`)
    return json(response, 401, problem(401, "Unauthorized", "Log in first."));
  if (path === "/live") {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(": here\n\n");
    streams.add(response);
    request.on("close", () => streams.delete(response));
    return;
  }
  const status = failing.get(path);
  if (status)
    return json(response, status, problem(status, "The query did not finish in 10 s", ""));
  const judged = /^\/anomalies\/([^/]+)\/feedback$/.exec(path)?.[1];
  if (judged) {
    const { verdict = "open", note = "" } = await bodyOf(request);
    return json(response, 200, foreseen.say(judged, verdict, note));
  }
  const acted = /^\/recommendations\/([^/]+)\/action$/.exec(path)?.[1];
  if (acted) {
    const { since = null } = await bodyOf(request);
    return json(response, 200, foreseen.act(acted, since));
  }
  const format = query.get("format") ?? "json";
  if (format !== "json") return exported(response, path, query, format);
  const body = answer(path, query);
  if (body === null) return json(response, 404, problem(404, "Not Found", "No such thing."));
  json(response, 200, body);
}

async function control(response, path, query) {
  if (path === "/fail") failing.set(query.get("path"), Number(query.get("status") ?? 503));
  if (path === "/heal") failing.clear();
  if (path === "/role") fixtures.who.role = query.get("role");
  if (path === "/unsay") foreseen.unsay();
  if (path === "/event")
    for (const stream of streams)
      stream.write(`event: ${query.get("event")}\ndata: ${query.get("data")}\n\n`);
  if (path === "/drop") for (const stream of streams) stream.destroy();
  json(response, 200, { streams: streams.size });
}

async function file(response, path) {
  let name = join(OUT, normalize(decodeURIComponent(path)));
  if (!name.startsWith(OUT)) return json(response, 400, {});
  const found = await stat(name).catch(() => null);
  if (path === "/") name = join(OUT, "index.html");
  else if (!found?.isFile()) name += ".html";
  const body = await readFile(name).catch(() => null);
  if (body === null) {
    response.writeHead(404, { "Content-Type": "text/html; charset=utf-8" });
    return response.end(await readFile(join(OUT, "404.html")));
  }
  response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "application/octet-stream" });
  response.end(body);
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  const { pathname, searchParams } = url;
  if (pathname.startsWith("/api/v1"))
    return void api(request, response, pathname.slice(7), searchParams);
  if (pathname.startsWith("/_fixture"))
    return void control(response, pathname.slice(9), searchParams);
  void file(response, pathname);
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
});
process.stdin.resume().on("end", () => process.exit(0));
