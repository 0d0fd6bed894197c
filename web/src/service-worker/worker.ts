// The service worker: gives the shell its browser, and leads from a notification back to its room. The build puts the
// list of files in for SHELL.
import { createShell, type ShellFiles } from "./shell.ts";

declare const SHELL: ShellFiles;

type Lasting = Event & { waitUntil(work: Promise<unknown>): void };
type Asking = Lasting & { readonly request: Request; respondWith(answer: Promise<Response>): void };
type Clicked = Lasting & { readonly notification: Notification };
type Page = { readonly url: string; focus(): Promise<unknown> };

/** What of a service worker's world is used here; the DOM's types know windows only. */
type Worker = {
  readonly registration: { readonly scope: string };
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly Page[]>;
    openWindow(address: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<E extends Event>(type: string, listener: (event: E) => void): void;
};

const worker = self as unknown as Worker;
const shell = createShell({
  shell: SHELL,
  scope: worker.registration.scope,
  caches,
  fetch: (request) => fetch(request),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

worker.addEventListener<Lasting>("install", (event) => {
  event.waitUntil(shell.install().then(() => worker.skipWaiting()));
});
worker.addEventListener<Lasting>("activate", (event) => event.waitUntil(shell.activate()));
worker.addEventListener<Asking>("fetch", (event) => {
  const answer = shell.answer(event.request);
  if (answer !== undefined) event.respondWith(answer);
});
worker.addEventListener<Clicked>("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(String(event.notification.data?.address)));
});

async function lead(address: string): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find(({ url }) => url === address);
  await (open === undefined ? worker.clients.openWindow(address) : open.focus());
}
