// Whether the server has another client than the one that is running: asked when it says that it is another build, when
// the service worker changes, and when a part of this client is no longer to be had.
import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";
import { BASE } from "../browser/route.ts";

/** Whether this page names the scripts that are running. */
export function namesAll(page: string, scripts: readonly string[]): boolean {
  return scripts.every((script) => page.includes(script));
}

/** @param build of the server, once it is known. Belongs to the Solid owner it is made in. */
export function createNewer(build: Accessor<string | undefined>) {
  const [isNewer, setNewer] = createSignal(false);
  const running = [...document.scripts].map((script) => script.getAttribute("src") ?? "");

  async function ask(): Promise<void> {
    try {
      const page = await fetch(BASE, { cache: "no-cache" });
      if (page.ok && !namesAll(await page.text(), running)) setNewer(true);
    } catch {
      // Away: whoever comes back learns of the build.
    }
  }

  createEffect((first: string | undefined) => {
    const now = build();
    if (first !== undefined && now !== first) void ask();
    return first ?? now;
  }, undefined);
  const stop = new AbortController();
  // Without a worker before, this one is the first and as old as the page.
  if (navigator.serviceWorker?.controller) {
    navigator.serviceWorker.addEventListener("controllerchange", () => void ask(), { signal: stop.signal });
  }
  window.addEventListener("vite:preloadError", () => void ask(), { signal: stop.signal });
  onCleanup(() => stop.abort());

  return { isNewer, putAway: () => setNewer(false) };
}
