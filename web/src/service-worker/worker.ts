// The service worker's entry: connects the app shell cache to the browser's events, takes what is shared with the client, and
// opens a notification's room when it is clicked.

import { CLAIM, type MediaRequest } from "../browser/decrypted-media-messages.ts";
import { type AppShellFiles, createAppShellCache } from "./app-shell-cache.ts";
import { createDecryptedMedia } from "./decrypted-media.ts";
import { createSharedItems } from "./shared-items.ts";

/** The build replaces this with the list of files. */
declare const SHELL: AppShellFiles;

type ExtendableEvent = Event & { waitUntil(work: Promise<unknown>): void };
type FetchEvent = ExtendableEvent & {
  readonly request: Request;
  readonly clientId: string;
  respondWith(answer: Promise<Response>): void;
};
type MessageToWorker = ExtendableEvent & { readonly data: unknown };
type NotificationClickEvent = ExtendableEvent & { readonly notification: Notification };
type WindowClient = {
  readonly url: string;
  focus(): Promise<unknown>;
  postMessage(message: MediaRequest, transfer: Transferable[]): void;
};

/** The part of ServiceWorkerGlobalScope that is used here; TypeScript's DOM library lacks it. */
type ServiceWorkerScope = {
  readonly registration: { readonly scope: string };
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly WindowClient[]>;
    openWindow(address: string): Promise<unknown>;
    get(id: string): Promise<WindowClient | undefined>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<E extends Event>(type: string, listener: (event: E) => void): void;
};

const worker = self as unknown as ServiceWorkerScope;
const shell = createAppShellCache({
  shell: SHELL,
  scope: worker.registration.scope,
  caches,
  fetch: (request) => fetch(request),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

const sharedItems = createSharedItems({ scope: worker.registration.scope, caches, now: Date.now });
const decryptedMedia = createDecryptedMedia({
  scope: worker.registration.scope,
  findClient: (id) => worker.clients.get(id),
});
// Erases what waited too long.
void sharedItems.read().catch(() => {});

worker.addEventListener<ExtendableEvent>("install", (event) => {
  event.waitUntil(shell.install().then(() => worker.skipWaiting()));
});
worker.addEventListener<ExtendableEvent>("activate", (event) => event.waitUntil(shell.activate()));
worker.addEventListener<FetchEvent>("fetch", (event) => {
  const { request, clientId } = event;
  const answer = sharedItems.answer(request) ?? decryptedMedia.answer(request, clientId) ?? shell.answer(request);
  if (answer !== undefined) event.respondWith(answer);
});
worker.addEventListener<MessageToWorker>("message", (event) => {
  if (event.data === CLAIM) event.waitUntil(worker.clients.claim());
});
worker.addEventListener<NotificationClickEvent>("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(focusOrOpen(String(event.notification.data?.address)));
});

async function focusOrOpen(url: string): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((page) => page.url === url);
  await (open === undefined ? worker.clients.openWindow(url) : open.focus());
}
