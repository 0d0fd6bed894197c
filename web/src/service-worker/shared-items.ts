// What other apps share with the installed client: taken by the service worker, kept in a cache until a room takes it, and for
// ten minutes at most. Rules F58, F59.
import { SHARED_HASH } from "../browser/shared-keys.ts";

/** As the manifest has it. A room's address has no dot. */
const SHARE_PATH = "share.target";
const MAX_AGE_MS = 10 * 60_000;

export type SharedItems = { readonly text: string; readonly files: readonly File[] };

type About = { readonly text: string; readonly files: readonly { name: string; type: string }[]; readonly at: number };

type SharedItemsPorts = {
  /** The page's URL, with a slash at its end. */
  scope: string;
  caches: Pick<CacheStorage, "open" | "delete" | "has">;
  /** Epoch ms. */
  now(): number;
};

/** Returns the texts of a share as one. Apps repeat an address in the text, or a title. */
export function joinTexts(texts: readonly string[]): string {
  const kept: string[] = [];
  for (const text of texts.map((one) => one.trim()))
    if (text !== "" && !kept.some((other) => other.includes(text))) kept.push(text);
  return kept.filter((text, at) => !kept.some((other, place) => place !== at && other.includes(text))).join("\n");
}

export function createSharedItems({ scope, caches, now }: SharedItemsPorts) {
  const cacheName = `mayfly-shared:${new URL(scope).pathname}`;
  const addressOf = (part: string | number) => `${scope}shared/${part}`;
  const discard = async (): Promise<void> => void (await caches.delete(cacheName));

  async function store(request: Request): Promise<void> {
    await discard();
    const form = await request.formData();
    const files = form.getAll("files").filter((file) => typeof file !== "string");
    const texts = ["title", "text", "url"].map((name) => form.get(name)).filter((text) => typeof text === "string");
    const about: About = {
      text: joinTexts(texts),
      files: files.map(({ name, type }) => ({ name, type })),
      at: now(),
    };
    if (about.text === "" && files.length === 0) return;
    const cache = await caches.open(cacheName);
    for (const [at, file] of files.entries()) await cache.put(addressOf(at), new Response(file));
    // The last, for without it the others don't count.
    await cache.put(addressOf("about"), new Response(JSON.stringify(about)));
  }

  /** Returns what was shared, undefined where nothing is, or no longer. */
  async function read(): Promise<SharedItems | undefined> {
    if (!(await caches.has(cacheName))) return undefined;
    const cache = await caches.open(cacheName);
    const about = (await (await cache.match(addressOf("about")))?.json()) as About | undefined;
    const age = now() - (about?.at ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back is no reason to keep it.
    if (about === undefined || !(age >= 0 && age < MAX_AGE_MS)) {
      await discard();
      return undefined;
    }
    const fileAt = async ({ name, type }: About["files"][number], at: number) =>
      new File([(await (await cache.match(addressOf(at)))?.blob()) ?? ""], name, { type });
    return { text: about.text, files: await Promise.all(about.files.map(fileAt)) };
  }

  return {
    /** Answers what the system posts, once it is stored. Returns undefined for all other requests. */
    answer(request: Request): Promise<Response> | undefined {
      if (request.method !== "POST" || request.url !== scope + SHARE_PATH) return undefined;
      // What can't be stored isn't there: the lobby says so.
      const stored = store(request).catch(discard);
      return stored.then(() => Response.redirect(scope + SHARED_HASH, 303));
    },

    read,
    discard,

    /** Returns what was shared, and keeps it no longer. */
    async take(): Promise<SharedItems | undefined> {
      const items = await read();
      await discard();
      return items;
    },
  };
}
