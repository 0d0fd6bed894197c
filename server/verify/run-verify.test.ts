import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docsRoute } from "../http/docs/docs.ts";
import { assetRoutes } from "../http/static/assets.ts";
import { ownFiles } from "../own-files.ts";
import { startTestServer, type TestServerVariables } from "../testing/test-server.ts";
import { runVerify } from "./run-verify.ts";

/** As test servers say. */
const VERSION = "0.0.0-test";
const SYSTEM_TRUST = { caFingerprint: undefined, isInsecure: false };

const folder = mkdtempSync(join(tmpdir(), "mayfly-verify-"));
afterAll(() => rmSync(folder, { recursive: true }));
function put(path: string, content: string): string {
  const full = join(folder, path);
  mkdirSync(join(full, ".."), { recursive: true });
  writeFileSync(full, content);
  return full;
}
const PAGE =
  '<!doctype html><base href="/" /><!-- theme --><script type="module" src="./assets/app-1.js"></script><p>Mayfly';
put("client/index.html", PAGE);
put("client/assets/app-1.js", "export const words = 1;");
put("client/assets/app-1.css", "p { color: red }");
put("client/sw.js", "self.x = 1;");
put("client/icon.svg", "<svg/>");
put("theme/theme.css", "p { color: blue }");
const source = join(folder, "client");
const OWN_FILES = 4 + 7 + 3;

async function startServer(variables: TestServerVariables = {}, publicDir?: string) {
  const basePath = variables.BASE_PATH ?? "/";
  const pages = [docsRoute(), await assetRoutes({ basePath, publicDir, source })];
  return startTestServer({ LIMITS: "off", ...variables }, { pages });
}

/** What this executable has, by the path of the lobby: it takes a while to make. */
const made = new Map<string, ReturnType<typeof ownFiles>>();

async function verify(lobby: string, version = VERSION) {
  const lines: string[] = [];
  const url = new URL(lobby);
  const key = `${url.pathname} ${version}`;
  const making = made.get(key) ?? ownFiles({ basePath: url.pathname, source, version });
  made.set(key, making);
  const own = await making;
  if (own === undefined) throw new Error("there is no client");
  const code = await runVerify(url, own, SYSTEM_TRUST, (line) => lines.push(line));
  return { code, lines, text: lines.join("\n") };
}

type Answer = { readonly path: string; readonly encoding: string; readonly response: Response };

/** Something on the way that may change what comes from a server. @param prefix is taken away */
function between(origin: string, change: (answer: Answer) => Response | Promise<Response>, prefix = "") {
  return Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const path = new URL(request.url).pathname.slice(prefix.length);
      const encoding = request.headers.get("accept-encoding") ?? "";
      const response = await fetch(origin + path, { headers: { "accept-encoding": "identity" }, redirect: "manual" });
      return change({ path, encoding, response });
    },
  });
}

async function withText(response: Response, replace: (text: string) => string, policy?: string): Promise<Response> {
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  if (policy !== undefined) headers.set("content-security-policy", policy);
  return new Response(replace(await response.text()), { status: response.status, headers });
}

function withHeader(response: Response, name: string, value: string): Response {
  const changed = new Response(response.body, response);
  changed.headers.set(name, value);
  return changed;
}

test("N42: a server of this executable has all its files, in each encoding, and what that can't prove is said", async () => {
  await using server = await startServer();
  const { code, lines, text } = await verify(`${server.origin}/`);
  expect(lines.filter((line) => /^[A-Z]/.test(line)).slice(1, -2)).toEqual([]);
  expect(code).toBe(0);
  expect(text).toContain(`ok   All ${OWN_FILES} files`);
  expect(text).toContain("What this can't prove");
});

describe("what a server or something on the way changes", async () => {
  const server = await startServer();
  afterAll(server.stop);
  const changes: [what: string, change: (answer: Answer) => Response | Promise<Response>, told: RegExp[]][] = [
    [
      "a script",
      ({ path, response }) => (path === "/assets/app-1.js" ? withText(response, (text) => `${text}steal()`) : response),
      [/^DIFFERS .*\/assets\/app-1\.js: SHA-256/m],
    ],
    [
      "a style sheet where one encoding is asked for",
      ({ path, encoding, response }) =>
        path === "/assets/app-1.css" && encoding === "br" ? withText(response, (text) => `${text} `) : response,
      [/^DIFFERS .*\/assets\/app-1\.css \(where asked for br\): SHA-256/m],
    ],
    [
      "a file that is gone",
      ({ path, response }) => (path === "/icon.svg" ? new Response("no", { status: 404 }) : response),
      [/^MISSING .*\/icon\.svg$/m],
    ],
    [
      "a script that the page loads besides",
      ({ path, response }) =>
        path === "/"
          ? withText(response, (text) => text.replace("<p>", '<script src="//x.example/e.js?1"></script><p>'))
          : response,
      [/^DIFFERS .*\/: SHA-256/m, /^EXTRA .*http:\/\/x\.example\/e\.js: /m],
    ],
    [
      "a script within the page of a room alone",
      ({ path, response }) =>
        /^\/[0-9a-z]{8}$/.test(path) ? withText(response, (text) => `${text}<script>steal()</script>`) : response,
      [/^DIFFERS .*\/[0-9a-z]{8}: SHA-256/m, /^EXTRA .*a script within the page: /m],
    ],
    [
      "the policy of the service worker",
      ({ path, response }) => (path === "/sw.js" ? withText(response, (text) => text, "default-src *") : response),
      [/^DIFFERS .*\/sw\.js in its Content-Security-Policy/m],
    ],
    [
      "where a page leads, by a header alone",
      ({ path, response }) => (path === "/" ? withHeader(response, "Refresh", "0; url=https://x.example/") : response),
      [/^DIFFERS .*\/: leads to 0; url=https:\/\/x\.example\/$/m],
    ],
    [
      "what a page loads, by a header alone",
      ({ path, response }) => (path === "/doctor" ? withHeader(response, "Link", "<e.css>; rel=stylesheet") : response),
      [/^DIFFERS .*\/doctor: loads <e\.css>; rel=stylesheet$/m],
    ],
    [
      "a document",
      ({ path, response }) =>
        path === "/docs" ? withText(response, (text) => text.replace("Errors", "errors")) : response,
      [/^DIFFERS .*\/docs: SHA-256/m],
    ],
    [
      "the page of an unknown address",
      ({ response }) => (response.status === 404 ? new Response("not here", { status: 404 }) : response),
      [/^DIFFERS .*\/nothing\/here: SHA-256/m],
    ],
    [
      "where a file is",
      ({ path, response }) =>
        path === "/sw.js" ? new Response(null, { status: 302, headers: { location: "/other" } }) : response,
      [/^DIFFERS .*\/sw\.js: leads to \/other/m],
    ],
  ];
  test.each(changes)("N43: is named: %s", async (_what, change, told) => {
    using way = between(server.origin, change);
    const { code, lines, text } = await verify(way.url.href);
    expect(code).toBe(1);
    for (const line of told) expect(text).toMatch(line);
    expect(lines.filter((line) => /^(DIFFERS|MISSING|EXTRA|FAILED)/.test(line))).toHaveLength(told.length);
    expect(text).toContain(`BAD  1 of ${OWN_FILES} files`);
  });

  test("N43: what a server writes can't steer the terminal", async () => {
    using way = between(server.origin, ({ path, response }) =>
      path === "/sw.js" ? withText(response, () => "\u001b[2J") : response,
    );
    expect((await verify(way.url.href)).text).not.toContain("\u001b");
  });
});

describe("what a server puts into its answers by itself", () => {
  test("N44: below a base path, and below a prefix that a proxy takes away, all is as expected", async () => {
    await using below = await startServer({ BASE_PATH: "/chat/" });
    expect(await verify(`${below.origin}/chat/`)).toMatchObject({ code: 0 });
    await using server = await startServer();
    using way = between(server.origin, ({ response }) => response, "/talk");
    expect(await verify(`${way.url.href}talk/`)).toMatchObject({ code: 0 });
    // Another base path than the address has is none that was asked for.
    using elsewhere = between(`${below.origin}/chat`, ({ response }) => response, "/talk");
    const { code, text } = await verify(`${elsewhere.url.href}talk/`);
    expect([code, text.match(/^DIFFERS .*/gm)?.length]).toEqual([1, 3]);
  });

  test("N44: the operator's theme in the page is said, and is all that may be there", async () => {
    await using server = await startServer({}, join(folder, "theme"));
    const { code, text } = await verify(`${server.origin}/`);
    expect(code).toBe(0);
    expect(text.match(/^note The page has the operator's theme\.css/gm)).toHaveLength(1);
    using way = between(server.origin, ({ response, path }) =>
      path === "/" ? withText(response, (html) => html.replace("theme.css", "other.css")) : response,
    );
    const changed = await verify(way.url.href);
    expect(changed.code).toBe(1);
    expect(changed.text).toMatch(/^EXTRA .*\/other\.css: /m);
  });
});

describe("the version of a server", () => {
  test("N45: another one is said, and nothing is compared", async () => {
    await using server = await startServer();
    const { code, lines } = await verify(`${server.origin}/`, "0.2.0");
    expect([code, lines]).toEqual([
      1,
      ["BAD  The server says that it is Mayfly 0.0.0-test, and this is 0.2.0: compare it with its own version."],
    ]);
  });

  test("N45: where none is told, or nobody answers, that is said", async () => {
    await using server = await startServer();
    using way = between(server.origin, ({ path, response }) =>
      path === "/api/openapi.json" ? new Response("{}") : response,
    );
    const untold = await verify(way.url.href);
    expect(untold.code).toBe(1);
    expect(untold.text).toContain("note The server doesn't tell its version");
    expect(untold.text.match(/^DIFFERS .*/gm)).toHaveLength(1);
    const { href } = way.url;
    await way.stop(true);
    const away = await verify(href);
    expect([away.code, away.lines.length]).toEqual([1, 1]);
    expect(away.text).toContain("can't be asked");
  });
});
