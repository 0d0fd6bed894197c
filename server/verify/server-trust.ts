// How the certificate of a server that is verified may be trusted: by this machine, by the fingerprint of the server's own CA,
// or however it is. Rule N46.
import { parseArgs } from "node:util";
import { fingerprintOf, pemBlocks } from "../tls/pem.ts";

export type Trust = {
  /** In pairs of digits with colons. */
  readonly caFingerprint: string | undefined;
  readonly isInsecure: boolean;
};

/** What each request to the server needs so that its certificate is judged that way. */
export type RequestSettings = Pick<BunFetchRequestInit, "tls">;

const FINGERPRINT = /^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i;
const CA_LIMIT_MS = 10_000;

/** Parses what follows the address, or says what is wrong with it. */
export function parseTrust(flags: readonly string[]): Trust | { problem: string } {
  let values: { ca?: string; insecure?: boolean };
  try {
    values = parseArgs({ args: [...flags], options: { ca: { type: "string" }, insecure: { type: "boolean" } } }).values;
  } catch {
    return { problem: "verify: takes --ca FINGERPRINT or --insecure behind the address, and nothing else" };
  }
  const { ca, insecure: isInsecure = false } = values;
  if (ca === undefined) return { caFingerprint: undefined, isInsecure };
  // The terminal shows it in two lines.
  const written = ca.replace(/\s/g, "");
  if (!FINGERPRINT.test(written))
    return { problem: "verify: --ca takes the SHA-256 fingerprint that the server prints at its start" };
  const digits = written.replaceAll(":", "").toUpperCase();
  return { caFingerprint: digits.match(/../g)?.join(":"), isInsecure };
}

/** Returns the settings for requests to a server, or why its certificate can't be judged that way. */
export async function requestSettings(lobby: URL, trust: Trust): Promise<RequestSettings | { problem: string }> {
  if (lobby.protocol !== "https:") return {};
  if (trust.isInsecure) return { tls: { rejectUnauthorized: false } };
  if (trust.caFingerprint === undefined) return {};
  const ca = await certificateOfCa(lobby);
  if (ca === undefined) return { problem: "The server hands out no certificate of a CA at /ca/mayfly-ca.crt." };
  if (fingerprintOf(ca) !== trust.caFingerprint) {
    return { problem: `The server's CA has another fingerprint: ${fingerprintOf(ca)}` };
  }
  // This runtime refuses addresses by a CA with constraints, so a name is asked for that every certificate of such a CA has.
  const isAddress = /^[\d.]+$|^\[/.test(lobby.hostname);
  return { tls: { ca, ...(isAddress && { serverName: "localhost" }) } };
}

/** The connection need not be trusted, for what comes is judged by its fingerprint. */
async function certificateOfCa(lobby: URL): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL("ca/mayfly-ca.crt", lobby), {
      tls: { rejectUnauthorized: false },
      signal: AbortSignal.timeout(CA_LIMIT_MS),
    });
    // One alone, for all that is handed on would be trusted.
    const [certificate] = pemBlocks(await answer.text()).certificates;
    return certificate !== undefined && fingerprintOf(certificate) !== "" ? certificate : undefined;
  } catch {
    return undefined;
  }
}
