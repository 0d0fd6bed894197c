import { describe, expect, test } from "bun:test";
import { createAppShellCache } from "./app-shell-cache.ts";

const SCOPE = "https://host/chat/";
const PAGE = "<!doctype html><script src=assets/app-1.js>";

/** As much of CacheStorage as the shell uses. */
class FakeCaches {
  readonly kept = new Map<string, Map<string, Response>>();
  constructor(readonly load: (request: Request) => Promise<Response>) {}

  async open(name: string) {
    const entries = this.kept.get(name) ?? new Map<string, Response>();
    this.kept.set(name, entries);
    return {
      match: async (address: string) => entries.get(address)?.clone(),
      put: async (request: Request | string, response: Response) =>
        void entries.set(typeof request === "string" ? request : request.url, response),
      addAll: async (addresses: string[]) => {
        for (const address of addresses) entries.set(address, await this.load(new Request(address)));
      },
    };
  }
  keys = async () => [...this.kept.keys()];
  delete = async (name: string) => this.kept.delete(name);
}

function browser({ page = PAGE } = {}) {
  const asked: string[] = [];
  const server = { isUp: true, hangs: false, page };
  const fetch = async (request: Request) => {
    asked.push(request.url.slice(SCOPE.length));
    if (server.hangs) return new Promise<Response>(() => {});
    if (!server.isUp) throw new TypeError("Failed to fetch");
    if (request.url.endsWith("gone.js")) return new Response("", { status: 404 });
    return new Response(request.url === SCOPE ? server.page : `of ${request.url.slice(SCOPE.length)}`);
  };
  const caches = new FakeCaches(fetch);
  const shell = (version: string, files = ["assets/app-1.js"]) =>
    createAppShellCache({
      shell: { version, files },
      scope: SCOPE,
      caches: caches as unknown as CacheStorage,
      fetch,
      // The time limit is reached only with a server that hangs.
      pause: () => (server.hangs ? Promise.resolve() : new Promise(() => {})),
    });
  const get = (path: string, mode?: "navigate") => {
    const request = new Request(SCOPE + path);
    if (mode !== undefined) Object.defineProperty(request, "mode", { value: mode });
    return request;
  };
  return { asked, server, caches, shell, get };
}

const text = async (answer: Promise<Response> | undefined) => (await answer)?.text();

describe("caching", () => {
  test("S6: installing caches the page, the files of its build and the operator's theme, if there is one", async () => {
    const plain = browser();
    await plain.shell("v1").install();
    expect([...(plain.caches.kept.get("mayfly:/chat/:v1")?.keys() ?? [])]).toEqual([`${SCOPE}assets/app-1.js`, SCOPE]);
    const themed = browser({ page: `${PAGE}<link href="theme.css">` });
    await themed.shell("v1").install();
    expect(themed.asked).toContain("theme.css");
  });

  test("S6: activating deletes all older builds but the last, and leaves another server's caches on the same host alone", async () => {
    const { caches, shell } = browser();
    for (const name of ["mayfly:/chat/:a", "mayfly:/:x", "mayfly:/chat/:b"]) await caches.open(name);
    await shell("c").install();
    await shell("c").activate();
    expect([...caches.kept.keys()]).toEqual(["mayfly:/:x", "mayfly:/chat/:b", "mayfly:/chat/:c"]);
  });
});

describe("answering requests", () => {
  test("S6: a page comes from the server while it answers, and from the cache when it doesn't", async () => {
    const { server, shell, get } = browser();
    const current = shell("v1");
    const opened = (path: string) => text(current.answer(get(path, "navigate")));
    await current.install();
    server.page = "a newer page";
    expect(await opened("")).toBe("a newer page");
    server.isUp = false;
    for (const path of ["", "k7pq-2mfx"]) expect(await opened(path)).toBe(PAGE);
    server.isUp = true;
    server.hangs = true;
    expect(await opened("k7pq-2mfx")).toBe(PAGE);
  });

  test("S6: hashed files come from the cache, of an older build too; others are cached as they are used", async () => {
    const { asked, server, shell, get } = browser();
    await shell("v1", ["assets/old-1.js"]).install();
    await shell("v2", ["assets/app-2.js"]).install();
    asked.length = 0;
    const now = shell("v2");
    expect(await text(now.answer(get("assets/old-1.js")))).toBe("of assets/old-1.js");
    expect(await text(now.answer(get("assets/app-2.js")))).toBe("of assets/app-2.js");
    expect(asked).toEqual([]);
    await now.answer(get("assets/late-3.js"));
    server.isUp = false;
    expect(await text(now.answer(get("assets/late-3.js")))).toBe("of assets/late-3.js");
    expect(asked).toEqual(["assets/late-3.js"]);
  });

  test("S6: a file that doesn't exist is not cached", async () => {
    const { asked, shell, get } = browser();
    for (let times = 0; times < 2; times++) expect((await shell("v1").answer(get("assets/gone.js")))?.status).toBe(404);
    expect(asked).toHaveLength(2);
  });

  test("S6: requests to the API, sockets, the docs and other servers are not handled", () => {
    const current = browser().shell("v1");
    const { get } = browser();
    for (const path of [
      "api/rooms",
      "api/rooms/k7pq/messages",
      "ws/k7pq",
      "docs",
      "healthz",
      "metrics",
      "a/b",
      "logo.png",
    ]) {
      expect([path, current.answer(get(path))]).toEqual([path, undefined]);
      expect([path, current.answer(get(path, "navigate"))]).toEqual([path, undefined]);
    }
    expect(current.answer(new Request("https://host/assets/app.js"))).toBeUndefined();
    expect(current.answer(new Request(`${SCOPE}assets/app.js`, { method: "POST" }))).toBeUndefined();
  });
});
