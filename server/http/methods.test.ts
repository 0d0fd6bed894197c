// HEAD, OPTIONS and wrong methods, at addresses of every kind.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rawRequest } from "../testing/api-client.ts";
import { readMetrics } from "../testing/read-metrics.ts";
import { startTestServer } from "../testing/test-server.ts";
import { caRoute } from "./ca/ca-route.ts";
import { docsRoute } from "./docs/docs.ts";
import { assetRoutes } from "./static/assets.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-methods-"));
afterAll(() => rmSync(folder, { recursive: true }));
for (const [path, content] of Object.entries({
  "client/index.html": '<!doctype html><base href="/" />',
  "client/assets/app-1.js": "1;",
  "client/sw.js": "1;",
  "own/robots.txt": "User-agent: *",
})) {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), content);
}
const certificate = "-----BEGIN CERTIFICATE-----\n";
const pages = [
  docsRoute(),
  caRoute(() => ({ certificate, fingerprint: "AB", isKept: true, address: undefined })),
  await assetRoutes({ basePath: "/", publicDir: join(folder, "own"), source: join(folder, "client") }),
];
const server = await startTestServer({ LIMITS: "off" }, { pages });
afterAll(server.stop);
const { ask, client } = server;
const ann = await client.session("Ann");
const { room } = await client.room({}, ann.token);
const at = `api/rooms/${room.code}`;
const sent = await ask("PUT", `${at}/files/a.txt`, { body: "words", token: ann.token });

/** What is there, and takes nothing but reading. */
const readable = [
  "",
  "index.html",
  "k7pq-2mfx",
  "k7pq-2mfx/board",
  "assets/app-1.js",
  "sw.js",
  "robots.txt",
  "docs",
  "ca",
  "ca/mayfly-ca.crt",
  "healthz",
  "readyz",
  "metrics",
  "api/openapi.json",
  "api/asyncapi.json",
  "api/https",
  `${at}/members`,
];
const nowhere = ["nothing/at/all", "gone.png", "assets/gone-1.js", "api/nothing", "ca/other"];
const READING = "GET, HEAD, OPTIONS";

describe("HEAD", () => {
  const paths = [
    ...readable,
    ...nowhere,
    "api/rooms",
    at,
    `${at}/messages`,
    `${at}/files/${sent.body.file.id}`,
    "api/doctor",
  ];
  test.each(paths)("A18: at %p has the status and the headers of GET, and no body", async (path) => {
    const options = { token: ann.token, headers: { "accept-encoding": "identity" } };
    const [head, get] = [await ask("HEAD", path, options), await ask("GET", path, options)];
    expect([head.status, head.text]).toEqual([get.status, ""]);
    const compared = ({ headers }: typeof head) =>
      Object.fromEntries([...headers].filter(([name]) => !/^(date|content-length|transfer-encoding)$/.test(name)));
    expect(compared(head)).toEqual(compared(get));
    const length = head.headers.get("content-length");
    // Counts differ from one answer to the next.
    if (length !== null && path !== "metrics") expect(length).toBe(`${Buffer.byteLength(get.text)}`);
  });

  test("A18: opens no stream, and makes nobody present", async () => {
    for (const query of ["", "?presence=1", "?presence=join"]) {
      const { status, headers, text } = await ask("HEAD", `${at}/events${query}`, { token: ann.token });
      expect([query, status, text]).toEqual([query, 200, ""]);
      expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    }
    const { body } = await ask("GET", `${at}/members`);
    expect(body.members.filter(({ present }: { present: boolean }) => present)).toEqual([]);
    expect(server.node.openSockets.count).toBe(0);
    expect((await readMetrics(server)).mayfly_event_streams).toBe(0);
  });
});

describe("a wrong method", () => {
  test.each(readable)("A1, A19: is 405 at %p, with those it takes, and OPTIONS tells the same", async (path) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await ask(method, path, { body: {} });
      expect([method, answer.status, answer.body?.error.code]).toEqual([method, 405, "method_not_allowed"]);
      expect([method, answer.headers.get("allow")]).toEqual([method, READING]);
    }
    const options = await ask("OPTIONS", path);
    expect([options.status, options.text, options.headers.get("allow")]).toEqual([204, "", READING]);
  });

  test.each(nowhere)("A19: is 404 at %p, where there is nothing", async (path) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await ask(method, path, { body: {} });
      expect([method, answer.status, answer.headers.get("allow")]).toEqual([method, 404, null]);
    }
  });
});

test("A8, A19: by any name that a trusted proxy passes on, a wrong method is 405 and /docs whole, and the log says nothing of it", async () => {
  const variables = { TRUST_PROXY: "loopback", ALLOWED_HOSTS: "talk.example" };
  // Its page is made on the first request.
  await using proxied = await startTestServer(variables, { pages: [docsRoute(), ...pages.slice(1)] });
  const headers = { host: "chat.example", "x-forwarded-for": "203.0.113.9" };
  expect((await proxied.ask("GET", "k7pq-2mfx", { headers })).status).toBe(200);
  expect((await proxied.ask("POST", "k7pq-2mfx", { headers })).status).toBe(405);
  const docs = await proxied.ask("GET", "docs", { headers });
  expect([docs.status, docs.text.includes("/ws/{code}")]).toEqual([200, true]);
  expect(proxied.lines).toEqual([]);
});

test("A14, N4: whether it lives is answered to HTTP/1.0 without Host, where names are set, too", async () => {
  await using named = await startTestServer({ ALLOWED_HOSTS: "talk.example" });
  for (const path of ["/healthz", "/readyz"]) {
    for (const host of ["", "Host: evil.example\r\n"]) {
      expect(await rawRequest(named.port, `GET ${path} HTTP/1.0\r\n${host}\r\n`)).toStartWith("HTTP/1.1 200 ");
      expect(await rawRequest(named.port, `HEAD ${path} HTTP/1.0\r\n${host}\r\n`)).toStartWith("HTTP/1.1 200 ");
    }
  }
  expect(await rawRequest(named.port, "GET /api/rooms HTTP/1.0\r\nHost: evil.example\r\n\r\n")).toStartWith(
    "HTTP/1.1 421 ",
  );
});
