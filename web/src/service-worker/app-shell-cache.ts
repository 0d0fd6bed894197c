/** The files to cache at installation, by their path relative to the page, and a version that changes with them. */
export type AppShellFiles = { readonly version: string; readonly files: readonly string[] };

export type AppShellPorts = {
  shell: AppShellFiles;
  /** The page's URL, with a slash at its end; every file of the client lies beneath it. */
  scope: string;
  caches: CacheStorage;
  fetch(request: Request): Promise<Response>;
  /** Resolves after this many ms. */
  pause(ms: number): Promise<void>;
};

/** After this long without an answer the cached page is shown, which explains more than a blank one. */
const MAX_SERVER_WAIT_MS = 4_000;
/** Paths of one segment that belong to the server, not the client. */
const SERVER_ROUTES = /^(api|ws|docs|healthz|readyz|metrics)\/?$/;
const HASHED = /^assets\//;
/** The path of the lobby or of a room. Deeper down, the cached page would not find its base. */
const PAGE = /^[^/.]*$/;
const BESIDE_PAGE = /^(favicon\.svg|icon-[\w-]+\.png|manifest\.webmanifest|theme\.css)$/;

/**
 * Caches the client's own files, so that its page opens without the server: the page, hashed files under assets/, and the
 * files beside the page. Nothing the server's API answers is ever cached.
 */
export function createAppShellCache({ shell, scope, caches, fetch, pause }: AppShellPorts) {
  const prefix = `mayfly:${new URL(scope).pathname}:`;
  const ownCache = prefix + shell.version;

  async function store(request: Request, response: Response): Promise<Response> {
    if (response.ok) await (await caches.open(ownCache)).put(request, response.clone());
    return response;
  }

  /** Returns a file of this build or the newest older one, because an open page still needs the files it began with. */
  async function findCached(url: string): Promise<Response | undefined> {
    const names = (await caches.keys()).filter((name) => name.startsWith(prefix)).reverse();
    for (const name of [ownCache, ...names]) {
      const found = await (await caches.open(name)).match(url);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Returns the server's answer if it comes in time, so that pages are as new as possible; else the cached file. */
  async function networkFirst(request: Request, url: string): Promise<Response> {
    const response = fetch(request);
    const inTime = await Promise.race([response.catch(() => undefined), pause(MAX_SERVER_WAIT_MS)]);
    return inTime ?? (await findCached(url)) ?? response;
  }

  return {
    /** Caches everything the page needs to open, or fails as a whole. */
    async install(): Promise<void> {
      const page = await fetch(new Request(scope, { cache: "no-cache" }));
      if (!page.ok) throw new Error(`The page answers ${page.status}.`);
      const cache = await caches.open(ownCache);
      const theme = (await page.clone().text()).includes("theme.css") ? ["theme.css"] : [];
      await cache.addAll([...shell.files, ...theme].map((path) => scope + path));
      await cache.put(scope, page);
    },

    /** Deletes the caches of all builds but this one and the one before, which an open page may still use. */
    async activate(): Promise<void> {
      const olderCaches = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== ownCache);
      for (const name of olderCaches.slice(0, -1)) await caches.delete(name);
    },

    /** Answers a request for one of the client's files. Returns undefined for others, which the browser sends as usual. */
    answer(request: Request): Promise<Response> | undefined {
      if (request.method !== "GET" || !request.url.startsWith(scope)) return undefined;
      const path = new URL(request.url).pathname.slice(new URL(scope).pathname.length);
      if (request.mode === "navigate")
        return PAGE.test(path) && !SERVER_ROUTES.test(path) ? networkFirst(request, scope) : undefined;
      if (HASHED.test(path)) {
        return findCached(request.url).then(async (found) => found ?? store(request, await fetch(request)));
      }
      return BESIDE_PAGE.test(path) ? networkFirst(request, request.url) : undefined;
    },
  };
}
