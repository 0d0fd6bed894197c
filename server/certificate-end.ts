import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

/** Returns when the first certificate in a PEM file ends, epoch ms; undefined where there is none. */
export function certificateEnd(path: string): number | undefined {
  try {
    return Date.parse(new X509Certificate(readFileSync(path)).validTo);
  } catch {
    // Whoever starts the server with it is told what is wrong.
    return undefined;
  }
}
