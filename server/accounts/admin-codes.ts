// One-time codes that make an administrator: one printed at the start while there is none, others by `mayfly invite`.
// Invariant: a code makes one administrator, whatever happens at once. Rule U11.
import { foldCode } from "#protocol/text";
import { draw } from "../chat/lib/ids.ts";
import type { Digest, Random } from "../chat/lib/ports.ts";
import type { AccountWrite } from "./ports.ts";

/** 100 bits, in fours. */
export function invitationCode(random: Random): string {
  return draw(random, 20).replace(/.{4}(?=.)/g, "$&-");
}

export class Invitations {
  readonly #digest: Digest;
  readonly #isKept: (digest: string) => boolean;
  #printed: string | undefined;

  /** @param digest of a code as codes are compared; @param isKept whether the data file has a code of this digest that is still good */
  constructor(digest: Digest, isKept: (digest: string) => boolean) {
    this.#digest = digest;
    this.#isKept = isKept;
  }

  /** A code that is good until it is used, or the process ends. */
  print(random: Random): string {
    const code = invitationCode(random);
    this.#printed = this.#digest(foldCode(code));
    return code;
  }

  /** The digest of a code that is good; undefined for any other. */
  recognise(code: string): string | undefined {
    const digest = this.#digest(foldCode(code));
    return digest === this.#printed || this.#isKept(digest) ? digest : undefined;
  }

  /** What is to be kept with the administrator the code makes. */
  spending(digest: string): AccountWrite[] {
    return digest === this.#printed ? [] : [["spend", digest]];
  }

  /** There is an administrator now: the code that was for the first is no good any more. */
  spent(): void {
    this.#printed = undefined;
  }
}
