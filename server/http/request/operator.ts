// The operator's token, which opens /api/admin also on a server without accounts. Rule U12.
import { createOwnerKey } from "../../chat/lib/ids.ts";
import type { Digest, Random } from "../../chat/lib/ports.ts";
import { SecretToken } from "./secret-token.ts";

export class Operator {
  /** The token where none was set: whoever starts the server is shown it. */
  readonly drawnToken: string | undefined;
  readonly #token: SecretToken;

  /** @param token as it was set */
  constructor(token: string | undefined, digest: Digest, random: Random) {
    this.drawnToken = token === undefined ? createOwnerKey(random) : undefined;
    this.#token = new SecretToken(token ?? this.drawnToken ?? "", digest);
  }

  isToken(token: string | undefined): boolean {
    return this.#token.matches(token);
  }
}
