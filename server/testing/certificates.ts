// Certificates for tests, and OpenSSL to look at them with.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CertificatePair, makeCa, makeLeaves } from "../tls/make-certificates.ts";

/** Makes a certificate for these names and its key. */
export async function makePair(names: readonly string[], now = Date.now()): Promise<CertificatePair & { ca: string }> {
  const ca = await makeCa(now, "test");
  const { key, forNames } = await makeLeaves(ca, { names, addresses: [] }, now);
  return { cert: forNames, key, ca: ca.cert };
}

/** Runs OpenSSL. @returns what it says, and whether all is well */
export function openssl(...args: readonly string[]): { isOk: boolean; text: string } {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["openssl", ...args]);
  return { isOk: exitCode === 0, text: `${stdout}${stderr}` };
}

/** Lets OpenSSL verify a certificate. */
export function verify(ca: string, cert: string, ...args: readonly string[]): { isOk: boolean; text: string } {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-certificates-"));
  const [caFile, certFile] = [join(folder, "ca.pem"), join(folder, "cert.pem")];
  writeFileSync(caFile, ca);
  writeFileSync(certFile, cert);
  return openssl("verify", "-x509_strict", "-purpose", "sslserver", ...args, "-CAfile", caFile, certFile);
}
