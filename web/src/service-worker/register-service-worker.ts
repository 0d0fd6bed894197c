import { BASE_URL } from "../browser/route.ts";

type TrustedTypePolicies = {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): string;
  };
};

/** Registers the service worker where the browser allows one: on https and on localhost, not on plain http. */
export async function registerServiceWorker(): Promise<void> {
  if (!isSecureContext || navigator.serviceWorker === undefined) return;
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypePolicies };
  const address = new URL("sw.js", BASE_URL).href;
  // Trusted Types forbid script URLs from plain strings; this policy allows just this one.
  const policy = trustedTypes?.createPolicy("service-worker", { createScriptURL: () => address });
  await navigator.serviceWorker.register(policy?.createScriptURL(address) ?? address, {
    scope: BASE_URL.pathname,
    updateViaCache: "none",
  });
}
