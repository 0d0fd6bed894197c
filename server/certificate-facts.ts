import type { TLSOptions } from "bun";
import type { AppContext } from "./http/request/app-context.ts";
import { parseAlternativeNames } from "./tls/certificate-names.ts";

/** Returns when the certificate ends that clients get who ask for no name, and what it is for. Rule N35. */
export function certificateFacts([first]: readonly TLSOptions[]): ReturnType<AppContext["certificate"]> {
  if (first === undefined) return undefined;
  // Loaded only here, so that a server without https doesn't wait for it.
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  const { validTo, subjectAltName = "" } = new X509Certificate(String(first.cert));
  const { names, addresses } = parseAlternativeNames(subjectAltName);
  return { endsAt: Date.parse(validTo), names: [...names, ...addresses] };
}
