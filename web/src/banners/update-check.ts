import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";
import { fetchInTime } from "../api/fetch-in-time.ts";
import { BASE_URL } from "../browser/route.ts";

/** Returns whether a page's HTML names all of these scripts. */
export function namesAllScripts(page: string, scripts: readonly string[]): boolean {
  return scripts.every((script) => page.includes(script));
}

export type UpdateCheck = ReturnType<typeof createUpdateCheck>;

/**
 * Checks whether the server has a newer client than the one that is running: when the server's build changes, when the
 * service worker changes, and when a part of this client can't be loaded any more. Belongs to the Solid owner it is made
 * in.
 * @param build the server's, once it is known
 */
export function createUpdateCheck(build: Accessor<string | undefined>) {
  const [isUpdateAvailable, setUpdateAvailable] = createSignal(false);
  const runningScripts = [...document.scripts].map((script) => script.getAttribute("src") ?? "");

  async function check(): Promise<void> {
    try {
      const page = await fetchInTime(BASE_URL, { cache: "no-cache" });
      if (page.ok && !namesAllScripts(await page.text(), runningScripts)) setUpdateAvailable(true);
    } catch {
      // Offline. The welcome after the next reconnect tells the build again.
    }
  }

  createEffect((first: string | undefined) => {
    const now = build();
    if (first !== undefined && now !== first) void check();
    return first ?? now;
  }, undefined);
  const stop = new AbortController();
  try {
    // Without a controller yet, the worker that takes over is the first, and as old as this page.
    if (navigator.serviceWorker?.controller) {
      navigator.serviceWorker.addEventListener("controllerchange", () => void check(), { signal: stop.signal });
    }
  } catch {
    // A browser that denies storage may deny service workers by throwing.
  }
  window.addEventListener("vite:preloadError", () => void check(), { signal: stop.signal });
  onCleanup(() => stop.abort());

  return { isUpdateAvailable, dismiss: () => setUpdateAvailable(false) };
}
