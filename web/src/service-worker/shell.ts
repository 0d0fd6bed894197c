// The client's own files kept in the browser, so that its page opens without the server too. Never a room, a message or
// anything else the server says: only the page, hashed files under assets/, and what lies beside the page.

/** What the build knows: the files to keep from the beginning, by their path beneath the page, and a name for just these. */
export type ShellFiles = { readonly version: string; readonly files: readonly string[] };

export type ShellPorts = {
  shell: ShellFiles;
  /** The page's address; everything of ours lies beneath it. Ends with a slash. */
  scope: string;
  caches: CacheStorage;
  fetch(request: Request): Promise<Response>;
  /** Resolves after so many ms. */
  pause(ms: number): Promise<void>;
};

export type Shell = ReturnType<typeof createShell>;

/** A server that hasn't answered by then may as well not be there: the kept page tells of it better than a white one. */
const PATIENCE_MS = 4_000;
/** Addresses of one segment that are not the client's. */
const OTHERS = /^(api|ws|docs|healthz|readyz|metrics)\/?$/;
const HASHED = /^assets\//;
/** A page of the client's: its beginning, or a room's. */
const PAGE = /^[^/.]*\/?$/;
const BESIDE_PAGE = /^(favicon\.svg|icon-[\w-]+\.png|manifest\.webmanifest|theme\.css)$/;

export function createShell({ shell, scope, caches, fetch, pause }: ShellPorts) {
  const prefix = `mayfly:${new URL(scope).pathname}:`;
  const own = prefix + shell.version;

  async function keep(request: Request, response: Response): Promise<Response> {
    if (response.ok) await (await caches.open(own)).put(request, response.clone());
    return response;
  }

  /** What was kept last: a page that is open still needs the files it began with. */
  async function kept(address: string): Promise<Response | undefined> {
    const names = (await caches.keys()).filter((name) => name.startsWith(prefix)).reverse();
    for (const name of [own, ...names]) {
      const found = await (await caches.open(name)).match(address);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** From the server as long as it answers, so that nobody sees an old page by habit. */
  async function newest(request: Request, address: string): Promise<Response> {
    const asked = fetch(request);
    const answered = await Promise.race([asked.catch(() => undefined), pause(PATIENCE_MS)]);
    return answered ?? (await kept(address)) ?? asked;
  }

  return {
    /** Keeps everything the page needs to open, or fails as a whole. */
    async install(): Promise<void> {
      const page = await fetch(new Request(scope, { cache: "no-cache" }));
      if (!page.ok) throw new Error(`The page answers ${page.status}.`);
      const cache = await caches.open(own);
      const theme = (await page.clone().text()).includes("theme.css") ? ["theme.css"] : [];
      await cache.addAll([...shell.files, ...theme].map((path) => scope + path));
      await cache.put(scope, page);
    },

    /** Lets go of what no open page can still need: all but this and the one before. */
    async activate(): Promise<void> {
      const others = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== own);
      for (const name of others.slice(0, -1)) await caches.delete(name);
    },

    /** undefined: not ours, the browser asks the server as ever. */
    answer(request: Request): Promise<Response> | undefined {
      if (request.method !== "GET" || !request.url.startsWith(scope)) return undefined;
      const path = new URL(request.url).pathname.slice(new URL(scope).pathname.length);
      if (request.mode === "navigate")
        return PAGE.test(path) && !OTHERS.test(path) ? newest(request, scope) : undefined;
      if (HASHED.test(path)) {
        return kept(request.url).then(async (found) => found ?? keep(request, await fetch(request)));
      }
      return BESIDE_PAGE.test(path) ? newest(request, request.url) : undefined;
    },
  };
}
