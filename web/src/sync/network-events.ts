// What the browser notices about the network and whether somebody is looking, told to a connection while its owner lives.
import { onCleanup } from "solid-js";

export type Attentive = { online(): void; offline(): void; visible(): void };

export function createAttention(connection: Attentive): void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  window.addEventListener("online", () => connection.online(), options);
  window.addEventListener("offline", () => connection.offline(), options);
  // A page that comes back from the browser's cache has lost its socket.
  window.addEventListener("pageshow", (event) => event.persisted && connection.online(), options);
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && connection.visible(),
    options,
  );
  if (!navigator.onLine) connection.offline();
  onCleanup(() => stop.abort());
}
