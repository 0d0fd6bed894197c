import { BASE_URL } from "../browser/route.ts";
import { trustedScriptAddress } from "../browser/trusted-script-address.ts";

/** Registers the service worker where the browser allows one: on https and on localhost, not on plain http. */
export async function registerServiceWorker(): Promise<void> {
  if (!isSecureContext || navigator.serviceWorker === undefined) return;
  const address = trustedScriptAddress("service-worker", new URL("sw.js", BASE_URL).href);
  await navigator.serviceWorker.register(address, {
    scope: BASE_URL.pathname,
    updateViaCache: "none",
  });
}
