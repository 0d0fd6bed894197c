// A page that was left without a box of the room's new key asks for one, and the pages that have the key answer, unless it is a
// removed member's or somebody's whom they don't know from before. Rules E56 to E58.
import { drawBytes, type FillRandom, isEqual, readNumber, toBase64url } from "#protocol/e2ee/bytes";
import type { OpenedEvent } from "#protocol/e2ee/event";
import { newestSecret } from "#protocol/e2ee/keyring";
import type { BoxOfPage, OpenPages } from "./open-pages.ts";
import type { RoomKeys } from "./room-keys.ts";

/** Its box comes with the keyring, or as soon as its author knows of the page: after this long, none is on its way. */
const FIRST_ASK_MS = 2_000;
const MAX_ASK_MS = 60_000;
/** That a page needs the new link is said after this. */
const SAY_MISSING_MS = 10_000;
/** Who made the key answers at once. The others wait for so long, each a time of their own, for one answer is enough. */
const MIN_ANSWER_MS = 500;
const MAX_ANSWER_MS = 3_000;
/** An answer may be lost; a page that asks for ever is not answered for ever. */
const MAX_ANSWERS = 3;

export type BoxRequestsPorts = {
  keys: RoomKeys;
  random: FillRandom;
  after(delayMs: number, run: () => void): void;
  memberKey: Uint8Array;
  memberId(): string;
  memberKeys(): ReadonlyMap<string, string>;
  /** Says this page's key again, under the newest key that it has. */
  ask(): void;
  /** Hands out boxes. */
  answer(boxes: readonly BoxOfPage[]): void;
  /** Says that this page needs the new link. */
  sayMissing(): void;
};

export class BoxRequests {
  readonly #ports: BoxRequestsPorts;
  readonly #pages: OpenPages;
  /** The keys of those who were known before the newest key, by their ids. A page that came later knows of nobody. */
  #knownBefore: ReadonlyMap<string, string> = new Map();
  /** Who was removed, and didn't show since that they have the key: their ids, and the keys that they signed with. */
  readonly #removed = new Set<string>();
  /** How often a page was answered since the newest key. */
  #answers = new Map<string, number>();
  #isAnswering = false;
  /** Differs for each key and socket: what was begun before is of no use. */
  #turn = {};

  constructor(ports: BoxRequestsPorts, pages: OpenPages) {
    this.#ports = ports;
    this.#pages = pages;
  }

  opened(): void {
    this.#turn = {};
    this.#isAnswering = false;
  }

  remove(memberId: string): void {
    this.#removed.add(memberId);
    const key = this.#ports.memberKeys().get(memberId);
    if (key !== undefined && key !== toBase64url(this.#ports.memberKey)) this.#removed.add(key);
  }

  /**
   * The room has a new key, which this page may have or not.
   * @param knownKeys of those who were known before the removal that it follows on
   */
  begun(knownKeys?: ReadonlySet<string>): void {
    const { keys, after, memberId, memberKey, memberKeys, sayMissing } = this.#ports;
    this.opened();
    this.#answers = new Map();
    const known = [...memberKeys()].filter(([, key]) => knownKeys?.has(key) ?? true);
    this.#knownBefore = new Map([...known, [memberId(), toBase64url(memberKey)]]);
    if (keys.newest !== undefined) return;
    const turn = this.#turn;
    this.#askIn(FIRST_ASK_MS);
    after(SAY_MISSING_MS, () => {
      if (turn === this.#turn && keys.newest === undefined) sayMissing();
    });
  }

  #askIn(delayMs: number): void {
    const { keys, after, ask } = this.#ports;
    const turn = this.#turn;
    after(delayMs, () => {
      if (turn !== this.#turn || keys.newest !== undefined) return;
      ask();
      this.#askIn(Math.min(MAX_ASK_MS, delayMs * 2));
    });
  }

  /** A page said its key, under the newest key or an older one. */
  announced({ header, clear, memberKey }: OpenedEvent): void {
    const { keys, after } = this.#ports;
    const { newest } = keys;
    if (newest === undefined) return;
    if (header.keyEpoch === newest.keyEpoch) {
      this.#removed.delete(clear.sender);
      this.#removed.delete(toBase64url(memberKey));
      return;
    }
    if (this.#isAnswering) return;
    this.#isAnswering = true;
    const turn = this.#turn;
    after(this.#answerDelay(), () => {
      if (turn !== this.#turn) return;
      this.#isAnswering = false;
      this.#answer();
    });
  }

  #answerDelay(): number {
    const { keys, memberKey, random } = this.#ports;
    const record = keys.keyring && newestSecret(keys.keyring);
    if (record !== undefined && isEqual(record.signer, memberKey)) return 0;
    return MIN_ANSWER_MS + (readNumber(drawBytes(random, 2)) / 0x1_00_00) * (MAX_ANSWER_MS - MIN_ANSWER_MS);
  }

  #answer(): void {
    const { keyring, newest, roomSecret } = this.#ports.keys;
    if (keyring === undefined || newest === undefined || roomSecret === undefined) return;
    const boxes = this.#pages.boxes(keyring, roomSecret, (id, event) => this.#mayHave(id, event));
    if (boxes.length === 0) return;
    for (const [id] of boxes) this.#answers.set(id, (this.#answers.get(id) ?? 0) + 1);
    this.#ports.answer(boxes);
  }

  #mayHave(id: string, { clear, memberKey }: OpenedEvent): boolean {
    const key = toBase64url(memberKey);
    if (this.#removed.has(clear.sender) || this.#removed.has(key)) return false;
    return this.#knownBefore.get(clear.sender) === key && (this.#answers.get(id) ?? 0) < MAX_ANSWERS;
  }
}
