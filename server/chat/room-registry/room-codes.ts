import { Refusal } from "#protocol/error-codes";
import { MINUTE_MS } from "#protocol/limits";
import { foldCode, isCustomCode } from "#protocol/room-code";
import { randomBase32 } from "../lib/ids.ts";
import type { Digest, MaybePromise, Ports, Random } from "../lib/ports.ts";
import { badField, ENDED_ROOM, NO_ROOM } from "../lib/refusals.ts";
import type { Room } from "../room-model/room.ts";
import { EndedCodes } from "./ended-codes.ts";

export type CodeRules = {
  readonly codeLength: number;
  readonly customCodes: boolean;
  /** Words that can't be codes, because the server's own paths begin with them. */
  readonly reserved: readonly string[];
};

/** Every drawn code has one of these, which keeps words free for rooms whose code is chosen. */
const DRAWN_DIGIT = /[2-9]/;

/** Returns the digest of a code by which several nodes find its room. */
export const codeDigest = (digest: Digest, code: string): string => digest(`room ${foldCode(code)}`);

/** So many drawn codes wait for their rooms; beyond that, the oldest is forgotten. */
const MAX_DRAWN_AHEAD = 10_000;

/** All room codes: of living rooms, of rooms being created, reserved, and for a day of ended rooms. Rules R2 to R4, R6, G5. */
export class RoomCodes {
  readonly endedCodes: EndedCodes;
  readonly #ports: Pick<Ports, "random" | "clock">;
  readonly #rules: CodeRules;
  readonly #reserved: ReadonlySet<string>;
  readonly #living = new Map<string, Room>();
  readonly #drawnLengths: Set<number>;
  /** The codes of rooms that are being created. */
  readonly #beingCreated = new Map<string, Promise<unknown>>();
  /** The codes that were drawn ahead, and until when each is kept, epoch ms. */
  readonly #drawnAhead = new Map<string, number>();

  constructor(ports: Pick<Ports, "random" | "digest" | "clock">, rules: CodeRules) {
    this.#ports = ports;
    this.#rules = rules;
    this.#drawnLengths = new Set([rules.codeLength]);
    this.#reserved = new Set(rules.reserved.map(foldCode));
    this.endedCodes = new EndedCodes(ports.digest, ports.clock);
  }

  /** The living rooms by folded code. */
  get rooms(): ReadonlyMap<string, Room> {
    return this.#living;
  }

  /** Returns the living room of a code, however it is written. */
  get(code: string): Room | undefined {
    // Most codes are written as they were drawn, and folding one takes longer than looking it up.
    return this.#living.get(code) ?? this.#living.get(foldCode(code));
  }

  /** Returns why there is no room of this code, as far as this member may know. */
  missingRefusal(code: string, memberId = ""): Refusal {
    const { endedCodes } = this;
    // All are looked up, so that the time doesn't tell.
    const wasOwner = endedCodes.wasOwner(code, memberId);
    const isEnded = [endedCodes.has(code, "chosen"), endedCodes.has(code, "drawn")].includes(true);
    return wasOwner || isEnded ? ENDED_ROOM : NO_ROOM;
  }

  add(room: Room): void {
    const key = foldCode(room.founding.code);
    this.#living.set(key, room);
    // The data file may hold rooms from when another length was set.
    if (!room.founding.isChosen) this.#drawnLengths.add(key.length);
  }

  remove(room: Room): void {
    this.#living.delete(foldCode(room.founding.code));
  }

  /** Reserves the code while its room is being created. */
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

  /**
   * Draws a code for whoever has to know it before the room is there: an encrypted room's keyring is bound to it. It is kept for
   * them for a minute, as nobody else can guess it.
   */
  drawAhead(): string {
    const now = this.#ports.clock();
    for (const [code, expiresAt] of this.#drawnAhead) {
      if (expiresAt > now && this.#drawnAhead.size < MAX_DRAWN_AHEAD) break;
      this.#drawnAhead.delete(code);
    }
    const code = this.#draw();
    this.#drawnAhead.set(code, now + MINUTE_MS);
    return code;
  }

  /** Returns whether a code was drawn ahead and is still kept, and lets it be used once. */
  takeDrawn(code: string): boolean {
    const expiresAt = this.#drawnAhead.get(code);
    this.#drawnAhead.delete(code);
    return expiresAt !== undefined && this.#ports.clock() < expiresAt && !this.#isTaken(code);
  }

  /** Returns the code of a new room: the chosen one, or why it can't be taken; a random one if none was chosen. */
  claim(chosen: string | undefined): string | Refusal {
    const { customCodes } = this.#rules;
    if (chosen !== undefined) {
      if (!customCodes) return new Refusal("not_allowed", "This server doesn't allow custom codes.");
      if (!isCustomCode(chosen)) return badField("code", "3 to 32 of a-z, 0-9 and dashes");
      const key = foldCode(chosen);
      if (this.endedCodes.has(chosen, "drawn")) return ENDED_ROOM;
      // Of what may be drawn nothing can be chosen, so that choosing doesn't tell which codes have a hidden room.
      const mayBeDrawn = this.#drawnLengths.has(key.length) && DRAWN_DIGIT.test(key);
      return mayBeDrawn || this.#isTaken(key) ? new Refusal("code_taken", "That code is taken.") : chosen;
    }
    return this.#draw();
  }

  #isTaken(key: string): boolean {
    return this.#living.has(key) || this.#beingCreated.has(key) || this.#reserved.has(key);
  }

  #draw(): string {
    for (;;) {
      const code = drawCode(this.#ports.random, this.#rules.codeLength);
      const isFree =
        !this.#isTaken(code) &&
        !this.#drawnAhead.has(code) &&
        this.missingRefusal(code) === NO_ROOM &&
        !this.endedCodes.has(code, "hidden");
      if (isFree) return code;
    }
  }
}

/** Draws a code that has a digit from 2 to 9: where none was drawn, one takes the place of a letter drawn by lot. */
function drawCode(random: Random, length: number): string {
  const code = randomBase32(random, length);
  if (DRAWN_DIGIT.test(code)) return code;
  const bytes = new Uint8Array(2);
  do random(bytes);
  while ((bytes[0] ?? 0) >= 256 - (256 % length));
  const [place = 0, digit = 0] = bytes;
  const at = place % length;
  return code.slice(0, at) + (2 + (digit & 7)) + code.slice(at + 1);
}
