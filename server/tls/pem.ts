// Certificates and keys as text, and whether they belong together. Rules N12, N16.
import { createPrivateKey, X509Certificate } from "node:crypto";
import type { CertificatePair } from "./make-certificates.ts";

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** Returns the blocks of a text, certificates and keys apart. */
export function pemBlocks(text: string): { certificates: string[]; keys: string[] } {
  const blocks = [...text.matchAll(BLOCK)].map(([block, label = ""]) => ({ block: `${block}\n`, label }));
  return {
    certificates: blocks.filter(({ label }) => label === "CERTIFICATE").map(({ block }) => block),
    keys: blocks.filter(({ label }) => label.endsWith("PRIVATE KEY")).map(({ block }) => block),
  };
}

/** Returns a key's PKCS #8 as text, and back. */
export const keyToPem = (der: ArrayBuffer): string =>
  `-----BEGIN PRIVATE KEY-----\n${Buffer.from(der)
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
export const keyFromPem = (pem: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(pem.replace(/-----[^-]*-----/g, ""), "base64"));

/** Returns the first certificate, or what is wrong with the pair: half a sentence, which repeats nothing of it. */
export function checkPair({ cert, key }: CertificatePair): X509Certificate | string {
  let certificate: X509Certificate;
  try {
    // All of the chain has to be readable, though only the first one has to fit the key.
    const [first, ...others] = pemBlocks(cert).certificates.map((pem) => new X509Certificate(pem));
    if (first === undefined || others.length > MAX_CHAIN) return "not a certificate in PEM";
    certificate = first;
  } catch {
    return "not a certificate in PEM";
  }
  try {
    return certificate.checkPrivateKey(createPrivateKey(key))
      ? certificate
      : "the key doesn't belong to the certificate";
  } catch {
    return "not a private key in PEM";
  }
}

/** A file with all of a system's certificates is no chain. */
const MAX_CHAIN = 10;

/** Returns the SHA-256 of a certificate as devices show it. */
export const fingerprintOf = (cert: string): string => new X509Certificate(cert).fingerprint256;
