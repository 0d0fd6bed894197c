import { BASE_URL } from "../browser/route.ts";
import { createSharedItems } from "../service-worker/shared-items.ts";

/** Returns what the service worker has kept for this page; undefined where browsers have no caches, as over plain http. */
export const sharedHere = () =>
  typeof caches === "undefined" ? undefined : createSharedItems({ scope: BASE_URL.href, caches, now: Date.now });
