import { onCleanup } from "solid-js";

export type NetworkListener = { online(): void; offline(): void; visible(): void };

/**
 * Tells a connection when the browser goes online or offline and when the page becomes visible. Belongs to the Solid owner
 * it is created in.
 */
export function watchNetworkEvents(connection: NetworkListener): void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  window.addEventListener("online", () => connection.online(), options);
  window.addEventListener("offline", () => connection.offline(), options);
  // A page restored from the browser's back/forward cache has lost its socket.
  window.addEventListener("pageshow", (event) => event.persisted && connection.online(), options);
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && connection.visible(),
    options,
  );
  if (!navigator.onLine) connection.offline();
  onCleanup(() => stop.abort());
}
