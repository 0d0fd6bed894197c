import { Refusal } from "#protocol/error-codes";
import { foldCode, isCustomCode } from "#protocol/room-code";
import { randomBase32 } from "../lib/ids.ts";
import type { MaybePromise, Ports } from "../lib/ports.ts";
import { badField, ENDED_ROOM, NO_ROOM } from "../lib/refusals.ts";
import type { Room } from "../room-model/room.ts";
import { EndedCodes } from "./ended-codes.ts";

export type CodeRules = {
  readonly codeLength: number;
  readonly customCodes: boolean;
  /** Words no code may be, because the server's own addresses begin with them. */
  readonly reserved: readonly string[];
};

/** All room codes: of living rooms, of rooms being created, reserved, and for a day of ended rooms. Rules R2 to R4, R6. */
export class RoomCodes {
  readonly endedCodes: EndedCodes;
  readonly #ports: Pick<Ports, "random">;
  readonly #rules: CodeRules;
  readonly #reserved: ReadonlySet<string>;
  readonly #living = new Map<string, Room>();
  /** The codes of rooms that are being created. */
  readonly #beingCreated = new Map<string, Promise<unknown>>();

  constructor(ports: Pick<Ports, "random" | "digest" | "clock">, rules: CodeRules) {
    this.#ports = ports;
    this.#rules = rules;
    this.#reserved = new Set(rules.reserved.map(foldCode));
    this.endedCodes = new EndedCodes(ports.digest, ports.clock);
  }

  /** The living rooms by folded code. */
  get rooms(): ReadonlyMap<string, Room> {
    return this.#living;
  }

  /** Returns the living room of a code, however it is written. */
  get(code: string): Room | undefined {
    return this.#living.get(foldCode(code));
  }

  /** Returns why there is no room of this code. */
  missingRefusal(code: string): Refusal {
    return this.endedCodes.has(code, true) || this.endedCodes.has(code, false) ? ENDED_ROOM : NO_ROOM;
  }

  add(room: Room): void {
    this.#living.set(foldCode(room.founding.code), room);
  }

  remove(room: Room): void {
    this.#living.delete(foldCode(room.founding.code));
  }

  /** Gives the code to nobody else while the room is being created. */
  reserveUntilCreated<T>(code: string, creation: MaybePromise<T>): MaybePromise<T> {
    if (!(creation instanceof Promise)) return creation;
    const key = foldCode(code);
    const settled = creation.finally(() => this.#beingCreated.delete(key));
    this.#beingCreated.set(key, settled);
    return settled;
  }

  /** Waits for the room of this code that is being created, if there is one. */
  async waitForCreation(code: string): Promise<void> {
    await this.#beingCreated.get(foldCode(code));
  }

  /** Returns the code of a new room: the chosen one where it may be taken, or one that is drawn. */
  claim(chosen: string | undefined): string | Refusal {
    const { codeLength, customCodes } = this.#rules;
    const isTaken = (key: string) => this.#living.has(key) || this.#beingCreated.has(key) || this.#reserved.has(key);
    if (chosen !== undefined) {
      if (!customCodes) return new Refusal("not_allowed", "This server draws its codes itself.");
      if (!isCustomCode(chosen)) return badField("code", "3 to 32 of a-z, 0-9 and dashes");
      if (this.endedCodes.has(chosen, false)) return ENDED_ROOM;
      return isTaken(foldCode(chosen)) ? new Refusal("code_taken", "This code is taken.") : chosen;
    }
    for (;;) {
      const code = randomBase32(this.#ports.random, codeLength);
      if (!isTaken(code) && this.missingRefusal(code) === NO_ROOM) return code;
    }
  }
}
