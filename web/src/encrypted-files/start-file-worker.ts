import workerAddress from "./file-worker.ts?worker&url";

type TrustedTypePolicies = {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
};

/** Trusted Types forbid script addresses from plain strings; this policy allows just this one. A page makes it once. */
const trusted = (globalThis as { trustedTypes?: TrustedTypePolicies }).trustedTypes
  ?.createPolicy("file-worker", { createScriptURL: () => workerAddress })
  .createScriptURL(workerAddress);

export const startFileWorker = (): Worker => new Worker(trusted ?? workerAddress, { type: "module" });
