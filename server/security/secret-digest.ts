import type { Digest } from "../chat/lib/ports.ts";

/** Returns the digest that the second half of a server's secret keys. */
export const createDigest =
  (secret: Uint8Array): Digest =>
  (text) =>
    new Bun.CryptoHasher("sha256", secret.slice(32)).update(text).digest("base64url");
