// Checks the one-time codes that make an administrator: one is printed at the start while there is no administrator, others
// are made by `mayfly invite`. Invariant: a code makes one administrator, even if it is used twice at once. Rule U11.
import { foldCode } from "#protocol/room-code";
import { randomBase32 } from "../chat/lib/ids.ts";
import type { Digest, Random } from "../chat/lib/ports.ts";
import type { AccountWrite } from "./account-record.ts";

/** Returns a new code of 100 bits, in groups of four characters. */
export function createAdminCode(random: Random): string {
  return randomBase32(random, 20).replace(/.{4}(?=.)/g, "$&-");
}

export class AdminCodes {
  readonly #digest: Digest;
  readonly #isValidInDataFile: (digest: string) => boolean;
  readonly #shareFirst: ((digest: string) => void) | undefined;
  #firstDigest: string | undefined;

  /**
   * @param digest of a code after `foldCode`
   * @param isValidInDataFile whether the data file holds an unexpired code of this digest
   * @param shareFirst gives the first administrator's code to all nodes, where there are several
   */
  constructor(digest: Digest, isValidInDataFile: (digest: string) => boolean, shareFirst?: (digest: string) => void) {
    this.#digest = digest;
    this.#isValidInDataFile = isValidInDataFile;
    this.#shareFirst = shareFirst;
  }

  /** Returns a code for the first administrator. It is valid until it is used or the process ends. */
  createFirst(random: Random): string {
    const code = createAdminCode(random);
    const digest = this.#digest(foldCode(code));
    if (this.#shareFirst === undefined) this.#firstDigest = digest;
    else this.#shareFirst(digest);
    return code;
  }

  /** Returns the digest of a valid code, undefined for any other. */
  digestOfValid(code: string): string | undefined {
    const digest = this.#digest(foldCode(code));
    return digest === this.#firstDigest || this.#isValidInDataFile(digest) ? digest : undefined;
  }

  /** Returns the writes that use up a code, to be saved together with the administrator it makes. */
  writesForUse(digest: string): AccountWrite[] {
    return digest === this.#firstDigest ? [] : [["spend", digest]];
  }

  /** Invalidates the first administrator's code, because there is an administrator now. */
  dropFirst(): void {
    this.#firstDigest = undefined;
  }
}
