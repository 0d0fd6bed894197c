import type { Digest } from "../../chat/lib/ports.ts";

/** A token that the server was given or has drawn. Digests are compared, so that the time tells nothing of the token. */
export class SecretToken {
  readonly #digest: Digest;
  readonly #tokenDigest: string;

  constructor(token: string, digest: Digest) {
    this.#digest = digest;
    this.#tokenDigest = digest(token);
  }

  matches(token: string | undefined): boolean {
    return token !== undefined && this.#digest(token) === this.#tokenDigest;
  }
}
