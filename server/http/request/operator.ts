// The operator's token, which opens /api/admin also on a server without accounts. Rule U12.
import { createOwnerKey } from "../../chat/lib/ids.ts";
import type { Digest, Random } from "../../chat/lib/ports.ts";

export class Operator {
  /** The token where none was set: whoever starts the server is shown it. */
  readonly drawnToken: string | undefined;
  readonly #digest: Digest;
  readonly #tokenDigest: string;

  /** @param token as it was set */
  constructor(token: string | undefined, digest: Digest, random: Random) {
    this.drawnToken = token === undefined ? createOwnerKey(random) : undefined;
    this.#digest = digest;
    this.#tokenDigest = digest(token ?? this.drawnToken ?? "");
  }

  /** Returns whether this is the operator's token. Digests are compared, so that the time tells nothing of the token. */
  isToken(token: string | undefined): boolean {
    return token !== undefined && this.#digest(token) === this.#tokenDigest;
  }
}
