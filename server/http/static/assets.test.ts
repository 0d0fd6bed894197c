import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { Elysia } from "elysia";
import { type AssetSettings, assetRoutes } from "./assets.ts";
import type { ClientFile } from "./content-negotiation.ts";

const outside = mkdtempSync(join(tmpdir(), "mayfly-assets-"));
afterAll(() => rmSync(outside, { recursive: true }));
function put(path: string, content: string | Uint8Array): string {
  const full = join(outside, path);
  mkdirSync(join(full, ".."), { recursive: true });
  writeFileSync(full, content);
  return full;
}

const HTML = '<!doctype html><base href="/" /><!-- theme --><script type="module" src="assets/app-1f2e.js"></script>';
const SCRIPT = "export const words = 'the same words again and again'; ".repeat(20);
put("secret.txt", "secret");
put("operator/theme.css", "body{}");
put("operator/robots.txt", "User-agent: *");
put("operator/a b.txt", "spaced");
put("operator/sub/page.html", "<p>theirs");
put("operator/assets/app-1f2e.js", "theirs");
put("operator/.env", "SECRET=1");
put("operator/.git/config", "[core]");
symlinkSync(join(outside, "secret.txt"), join(outside, "operator/link.txt"));
symlinkSync(outside, join(outside, "operator/up"));
symlinkSync(join(outside, "operator/.env"), join(outside, "operator/env.txt"));
symlinkSync(join(outside, "operator/.git"), join(outside, "operator/git"));
symlinkSync(join(outside, "operator/robots.txt"), join(outside, "operator/alias.txt"));
const publicDir = join(outside, "operator");

put("built/index.html", HTML);
put("built/assets/app-1f2e.js", SCRIPT);
put("built/icon.svg", "<svg/>");
put("built/sw.js", "self");
put("built/manifest.webmanifest", "{}");
const binary: Record<string, ClientFile> = {
  "index.html": { type: "text/html;charset=utf-8", hash: "h0", paths: { identity: join(outside, "built/index.html") } },
  "assets/app-1f2e.js": {
    type: "text/javascript;charset=utf-8",
    hash: "h1",
    paths: {
      identity: join(outside, "built/assets/app-1f2e.js"),
      br: put("built.br", brotliCompressSync(SCRIPT)),
      gzip: put("built.gz", gzipSync(SCRIPT)),
    },
  },
  "icon.svg": { type: "image/svg+xml", hash: "h2", paths: { identity: join(outside, "built/icon.svg") } },
  "sw.js": { type: "text/javascript;charset=utf-8", hash: "h3", paths: { identity: join(outside, "built/sw.js") } },
  "manifest.webmanifest": {
    type: "application/manifest+json",
    hash: "h4",
    paths: { identity: join(outside, "built/manifest.webmanifest") },
  },
};

/** The app behind a real socket, as paths, HEAD and compression are the server's doing too. */
async function served(options: Partial<AssetSettings>) {
  const basePath = options.basePath ?? "/";
  const app = new Elysia({ prefix: basePath.slice(0, -1) });
  app.use(await assetRoutes({ basePath, publicDir, source: binary, ...options }));
  app.listen({ port: 0, hostname: "127.0.0.1" });
  const origin = `http://127.0.0.1:${app.server?.port}`;
  afterAll(() => app.stop(true));
  return (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(origin + path, { method, headers: { "accept-encoding": "identity", ...headers }, decompress: false });
}

const sources = { "the binary": binary, "a folder": join(outside, "built") } as const;
for (const [name, source] of Object.entries(sources)) {
  describe(`from ${name}`, async () => {
    const get = await served({ source });

    test("S2: a hashed file is immutable for a year, others are revalidated", async () => {
      const script = await get("/assets/app-1f2e.js");
      expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(script.headers.get("content-type")).toBe("text/javascript;charset=utf-8");
      expect(await script.text()).toBe(SCRIPT);
      const icon = await get("/icon.svg");
      expect(icon.headers.get("cache-control")).toBe("no-cache");
      expect(icon.headers.get("content-type")).toBe("image/svg+xml");
    });

    test("S6: the service worker and the manifest have their types, and are revalidated", async () => {
      const types = { "/sw.js": "text/javascript;charset=utf-8", "/manifest.webmanifest": "application/manifest+json" };
      for (const [path, type] of Object.entries(types)) {
        const file = await get(path);
        expect([path, file.headers.get("content-type")]).toEqual([path, type]);
        expect(file.headers.get("cache-control")).toBe("no-cache");
      }
    });

    test("F60: what is shared without a service worker leads to the lobby", async () => {
      const answer = await get("/share.target", { "content-type": "multipart/form-data; boundary=x" }, "POST");
      expect([answer.status, answer.redirected, new URL(answer.url).pathname]).toEqual([200, true, "/"]);
      expect(await answer.text()).toContain("<base href");
      expect((await get("/share.target")).status).toBe(404);
    });

    test("S2: everything has a strong ETag, and is 304 for a current copy", async () => {
      for (const path of ["/", "/assets/app-1f2e.js", "/icon.svg", "/robots.txt"]) {
        const first = await get(path);
        const etag = first.headers.get("etag") ?? "";
        expect(etag).toMatch(/^"[\w.-]+"$/);
        expect(first.headers.get("vary")).toBe("accept-encoding");
        for (const known of [etag, `"other", W/${etag}`, "*"]) {
          const second = await get(path, { "if-none-match": known });
          expect([second.status, await second.text()]).toEqual([304, ""]);
          expect(second.headers.get("etag")).toBe(etag);
        }
        expect((await get(path, { "if-none-match": '"other"' })).status).toBe(200);
      }
    });

    test("S2: HEAD has the headers of GET and no body", async () => {
      for (const path of ["/", "/assets/app-1f2e.js", "/k7pq-2mfx", "/robots.txt"]) {
        const [head, whole] = [await get(path, {}, "HEAD"), await get(path)];
        expect(head.status).toBe(200);
        expect(await head.text()).toBe("");
        for (const header of ["etag", "content-type", "cache-control", "vary", "content-length"]) {
          expect([header, head.headers.get(header)]).toEqual([header, whole.headers.get(header)]);
        }
      }
    });

    test("S3, B10: an unknown path of one segment, alone or with /board, is the client's page", async () => {
      for (const path of [
        "/",
        "/k7pq-2mfx",
        "/k7pq-2mfx/",
        "/caf%C3%A9",
        "/index.html",
        "/board",
        "/tea/board",
        "/board/board/",
      ]) {
        const page = await get(path);
        expect([path, page.status, page.headers.get("content-type")]).toEqual([path, 200, "text/html;charset=utf-8"]);
        expect(page.headers.get("cache-control")).toBe("no-cache");
      }
    });

    test("S3: any other unknown path is 404 with the client's page, in whatever encoding, and no copy is current", async () => {
      for (const path of [
        "/a/b",
        "/k7pq-2mfx/b/",
        "/a//",
        "/a/boards",
        "/a/board/b",
        "/docs/nothing",
        "/.well/known",
      ]) {
        const page = await get(path, { "if-none-match": "*", "accept-encoding": "gzip" });
        expect([path, page.status, page.headers.get("content-type")]).toEqual([path, 404, "text/html;charset=utf-8"]);
        expect(gunzipSync(await page.bytes()).toString()).toStartWith("<!doctype html>");
      }
      for (const path of ["/a/b.png", "/assets/gone", "/favicon.ico", "/.env"]) {
        const missing = await get(path);
        expect([path, missing.status, missing.headers.get("content-type")]).toEqual([
          path,
          404,
          "text/plain;charset=utf-8",
        ]);
      }
      const below = await served({ source, basePath: "/chat/" });
      const page = await below("/chat/x/y");
      expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('<base href="../">')]);
    });

    test("S3: any other unknown path is 404, under /api in the API's shape", async () => {
      for (const path of [
        "/a/b",
        "/favicon.ico",
        "/assets/app-old.js",
        "/assets/board",
        "/assets",
        "/%E0%A4%A",
        "/%00",
      ]) {
        expect([path, (await get(path)).status]).toEqual([path, path === "/assets" ? 200 : 404]);
      }
      for (const path of ["/api", "/api/", "/api/nothing", "/api/rooms.css"]) {
        const missing = await get(path);
        expect(missing.status).toBe(404);
        expect(await missing.json()).toEqual({ error: { code: "not_found", message: expect.any(String) } });
      }
    });

    test("S4: the client's files come before the operator's", async () => {
      expect(await (await get("/robots.txt")).text()).toBe("User-agent: *");
      expect(await (await get("/a%20b.txt")).text()).toBe("spaced");
      expect(await (await get("/sub/page.html")).text()).toBe("<p>theirs");
      expect(await (await get("/alias.txt")).text()).toBe("User-agent: *");
      expect(await (await get("/assets/app-1f2e.js")).text()).toBe(SCRIPT);
    });

    test("S4: nothing outside the folder and no dot file", async () => {
      const hidden = [
        "/.env",
        "/%2eenv",
        "/.git/config",
        "/link.txt",
        "/env.txt",
        "/git/config",
        "/up/secret.txt",
        "/up",
        "/sub",
        "/sub/",
      ];
      const outwards = [
        "/..%2fsecret.txt",
        "/sub/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/sub%2f..%2f..%2fsecret.txt",
      ];
      for (const path of [...hidden, ...outwards, "/%2e%2e%2fsecret.txt", "/robots.txt%00.css"]) {
        const answered = await (await get(path)).text();
        expect([path, /secret|SECRET|core/.test(answered)]).toEqual([path, false]);
      }
    });

    test("S5: the page has the way to its base, whatever stands before that, and the operator's theme", async () => {
      const below = await served({ source, basePath: "/chat/" });
      for (const [path, base] of [
        ["/chat", "./"],
        ["/chat/", "./"],
        ["/chat/k7pq-2mfx", "./"],
        ["/chat/k7pq-2mfx/", "../"],
        ["/chat/a/b/c", "../../"],
        ["/chat/a%2Fb/c", "../"],
      ] as const) {
        const html = await (await below(path)).text();
        expect([path, html]).toEqual([
          path,
          expect.stringContaining(`<base href="${base}"><link rel="stylesheet" href="theme.css">`),
        ]);
      }
      const deep = await below(`/chat${"/a".repeat(10)}`);
      expect([deep.status, deep.headers.get("content-type")]).toEqual([404, "text/plain;charset=utf-8"]);
      expect(await (await below("/chat/assets/app-1f2e.js")).text()).toBe(SCRIPT);
      expect(await (await below("/chat/theme.css")).text()).toBe("body{}");
      expect((await below("/assets/app-1f2e.js")).status).toBe(404);
      const plain = await served({ source, publicDir: undefined });
      expect(await (await plain("/")).text()).not.toContain("theme");
    });
  });
}

describe("encodings", async () => {
  const get = await served({});
  const decode = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Uint8Array) => Buffer.from(bytes) };
  const cases: [string, keyof typeof decode][] = [
    ["gzip, deflate, br, zstd", "br"],
    ["GZIP", "gzip"],
    ["x-gzip", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["br; q=0.1, gzip; q=1.0", "br"],
    ["*", "br"],
    ["*;q=0", "identity"],
    ["br;q=0, *", "gzip"],
    ["deflate", "identity"],
    ["", "identity"],
  ];
  for (const [accepted, encoding] of cases) {
    test(`S2: "${accepted}" is answered in ${encoding}`, async () => {
      for (const [path, content] of [
        ["/assets/app-1f2e.js", SCRIPT],
        ["/", "<!doctype html>"],
      ] as const) {
        const answered = await get(path, { "accept-encoding": accepted });
        expect(answered.headers.get("content-encoding") ?? "identity").toBe(encoding);
        expect(decode[encoding](await answered.bytes()).toString()).toStartWith(content);
      }
    });
  }

  test("S2: each encoding has its own ETag", async () => {
    const tags = ["br", "gzip", "identity"].map(async (accepted) => {
      const answered = await get("/assets/app-1f2e.js", { "accept-encoding": accepted });
      return answered.headers.get("etag");
    });
    expect(new Set(await Promise.all(tags)).size).toBe(3);
  });
});

test("S4: a changed file of the operator is served at once", async () => {
  const get = await served({});
  put("operator/notice.txt", "old");
  const old = await get("/notice.txt");
  put("operator/notice.txt", "new");
  utimesSync(join(publicDir, "notice.txt"), 1_900_000_000, 1_900_000_000);
  const changed = await get("/notice.txt", { "if-none-match": old.headers.get("etag") ?? "" });
  expect([changed.status, await changed.text()]).toEqual([200, "new"]);
});

test("S2: without a built client the page says so", async () => {
  const get = await served({ source: join(outside, "nowhere") });
  const missing = await get("/");
  expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "text/plain;charset=utf-8"]);
  expect(await missing.text()).toContain("bun run build");
});
