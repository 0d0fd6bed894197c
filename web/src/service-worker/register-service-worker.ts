// Registers the service worker, where the browser has them: on https and on localhost, never on plain http.
import { BASE } from "../browser/route.ts";

type TrustedPolicies = {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): string;
  };
};

export async function installWorker(): Promise<void> {
  if (!isSecureContext || navigator.serviceWorker === undefined) return;
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedPolicies };
  const address = new URL("sw.js", BASE).href;
  // The one script address that is made at run time, and it can't be another.
  const policy = trustedTypes?.createPolicy("service-worker", { createScriptURL: () => address });
  await navigator.serviceWorker.register(policy?.createScriptURL(address) ?? address, {
    scope: BASE.pathname,
    updateViaCache: "none",
  });
}
