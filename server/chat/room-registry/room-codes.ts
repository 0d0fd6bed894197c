// Whose each room code is: a living room's, one's that is being made, the server's own; and, for a day, that it was one's.
// Rules R2 to R4, R6.
import { Refusal } from "#protocol/error-codes";
import { foldCode, isCustomCode } from "#protocol/text";
import { NO_ROOM } from "../access/entry-rules.ts";
import { ENDED_ROOM } from "../commands/command-pipeline.ts";
import { draw } from "../lib/ids.ts";
import type { MaybePromise, Ports } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import { EndedCodes } from "./ended-codes.ts";

export type CodeRules = {
  readonly codeLength: number;
  readonly customCodes: boolean;
  /** Words no code may be: the server's own addresses begin with them. */
  readonly reserved: readonly string[];
};

export class Codebook {
  readonly tombs: EndedCodes;
  readonly #ports: Pick<Ports, "random">;
  readonly #rules: CodeRules;
  readonly #reserved: ReadonlySet<string>;
  readonly #living = new Map<string, Room>();
  /** Of rooms that are being made. */
  readonly #claimed = new Map<string, Promise<unknown>>();

  constructor(ports: Pick<Ports, "random" | "digest" | "wheel">, rules: CodeRules) {
    this.#ports = ports;
    this.#rules = rules;
    this.#reserved = new Set(rules.reserved.map(foldCode));
    this.tombs = new EndedCodes(ports.digest, ports.wheel);
  }

  get rooms(): ReadonlyMap<string, Room> {
    return this.#living;
  }

  /** The living room of a code, however it is written. */
  get(code: string): Room | undefined {
    return this.#living.get(foldCode(code));
  }

  /** Why there is no room of this code. */
  missing(code: string): Refusal {
    return this.tombs.has(code, true) || this.tombs.has(code, false) ? ENDED_ROOM : NO_ROOM;
  }

  add(room: Room): void {
    this.#living.set(foldCode(room.founding.code), room);
  }

  remove(room: Room): void {
    this.#living.delete(foldCode(room.founding.code));
  }

  /** Nobody else gets the code while the room is being made. */
  hold<T>(code: string, made: MaybePromise<T>): MaybePromise<T> {
    if (!(made instanceof Promise)) return made;
    const key = foldCode(code);
    const over = made.finally(() => this.#claimed.delete(key));
    this.#claimed.set(key, over);
    return over;
  }

  /** Waits for the room of this code that is being made, if there is one. */
  async settled(code: string): Promise<void> {
    await this.#claimed.get(foldCode(code));
  }

  /** A code for a new room: the one that was chosen, or one that is drawn. */
  claim(chosen: string | undefined): string | Refusal {
    const { codeLength, customCodes } = this.#rules;
    const isTaken = (key: string) => this.#living.has(key) || this.#claimed.has(key) || this.#reserved.has(key);
    if (chosen !== undefined) {
      if (!customCodes) return new Refusal("not_allowed", "This server draws its codes itself.");
      if (!isCustomCode(chosen)) return new Refusal("malformed", "code: 3 to 32 of a-z, 0-9 and dashes.");
      if (this.tombs.has(chosen, false)) return ENDED_ROOM;
      return isTaken(foldCode(chosen)) ? new Refusal("code_taken", "This code is taken.") : chosen;
    }
    for (;;) {
      const code = draw(this.#ports.random, codeLength);
      if (!isTaken(code) && this.missing(code) === NO_ROOM) return code;
    }
  }
}
