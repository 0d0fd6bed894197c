// Finds out whether the server shows everybody the same history. Every sealed event names what its writer had seen: a seq,
// and a digest of all sealed events up to it. Whoever reads it compares that with what they were shown themselves.
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, isEqual, label, numberBytes, toBase64url } from "./bytes.ts";
import type { OpenedEvent, Seen } from "./event.ts";
import { RisingSequence } from "./rising-sequence.ts";

/** How many events back a claim is checked, which is more than a server keeps by default. */
const MAX_KEPT = 5_000;

/**
 * What a server did, or a member who lies about what they saw; `by` is whose event shows it. `fork`: its writer was shown
 * another history: events were left out, put in, changed or moved for one of us. `replay`: an event of before stands here
 * once more. `order`: events of one session change places, or one is dated before what its writer had seen. `old_key`: it is
 * sealed under a key that had been replaced before. `rewritten`: older history doesn't lead to what is known.
 */
export type Finding = {
  readonly kind: "fork" | "replay" | "order" | "old_key" | "rewritten";
  readonly seq: number;
  readonly by?: string;
};

export type HistoryEntry = { readonly seq: number; readonly digest: Uint8Array };

const HISTORY_LABEL = label("history");

/** Returns the digest of a history after one more event. A history begins with the room's id. */
export function extendHistory(head: Uint8Array, { seq, digest }: HistoryEntry): Uint8Array {
  return sha256(concat(HISTORY_LABEL, head, numberBytes(seq, 4), digest));
}

export class HistoryChecker {
  /** The digest after each sealed event that is kept, and before the first one. */
  readonly #heads = new Map<number, Uint8Array>();
  #first: Seen;
  #last: Seen;
  #isConfirmed: boolean;
  readonly #epochs = new RisingSequence(true, MAX_KEPT);
  readonly #counters = new Map<string, RisingSequence>();
  readonly #places = new Map<string, number>();
  readonly #signals = new Map<string, number>();

  /**
   * Begins at the room's first event, or, for who comes later, where the server says that the history was. That is not known
   * to be true before a member's event confirms it.
   */
  constructor(roomId: Uint8Array, start: Seen = { seq: 0, head: roomId }) {
    this.#first = start;
    this.#last = start;
    this.#isConfirmed = start.seq === 0;
    this.#heads.set(start.seq, start.head);
  }

  /** What an event that is written now names. */
  get seen(): Seen {
    return this.#last;
  }

  /** Whether a member confirmed where this history begins. */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** Takes the next sealed event as it comes, whether or not it opens. One that is there already, or is late, is `order`. */
  add(entry: HistoryEntry): Finding[] {
    if (entry.seq <= this.#last.seq) return [{ kind: "order", seq: entry.seq }];
    this.#last = { seq: entry.seq, head: extendHistory(this.#last.head, entry) };
    this.#heads.set(entry.seq, this.#last.head);
    if (this.#heads.size > MAX_KEPT) this.#dropOldest();
    return [];
  }

  #dropOldest(): void {
    this.#heads.delete(this.#first.seq);
    for (const [seq, head] of this.#heads) {
      this.#first = { seq, head };
      return;
    }
  }

  /** Takes a page of older events and where the server says it begins. It must lead to what is known already. */
  prepend(start: Seen, entries: readonly HistoryEntry[]): Finding[] {
    const heads: [number, Uint8Array][] = [[start.seq, start.head]];
    let head = start.head;
    let last = start.seq;
    for (const entry of entries) {
      if (entry.seq <= last) return [{ kind: "order", seq: entry.seq }];
      head = extendHistory(head, entry);
      last = entry.seq;
      heads.push([last, head]);
    }
    if (last !== this.#first.seq || !isEqual(head, this.#first.head)) return [{ kind: "rewritten", seq: last }];
    const known = [...this.#heads];
    this.#heads.clear();
    for (const [seq, one] of [...heads, ...known]) this.#heads.set(seq, one);
    this.#first = start;
    return [];
  }

  /** Checks what an event says, once its signature is verified. In any order: the newest may come first. */
  check(seq: number, { header, memberKey, seen }: OpenedEvent): Finding[] {
    const by = toBase64url(memberKey);
    const session = `${by} ${toBase64url(header.session)}`;
    const id = `${session} ${header.counter}`;
    const place = this.#places.get(id);
    if (place !== undefined && place !== seq) return [{ kind: "replay", seq: Math.max(seq, place), by }];
    remember(this.#places, id, seq, 4 * MAX_KEPT);
    let counters = this.#counters.get(session);
    if (counters === undefined) {
      counters = new RisingSequence(false, MAX_KEPT);
      remember(this.#counters, session, counters, MAX_KEPT);
    }
    return [
      ...counters.insert(seq, header.counter).map((at): Finding => ({ kind: "order", seq: at, by })),
      ...this.#epochs.insert(seq, header.keyEpoch).map((at): Finding => ({ kind: "old_key", seq: at })),
      ...this.#checkSeen(seq, seen, by),
    ];
  }

  #checkSeen(seq: number, seen: Seen, by: string): Finding[] {
    if (seen.seq >= seq) return [{ kind: "order", seq, by }];
    // What lies before the first known event can't be checked; a page of older events may bring it.
    if (seen.seq < this.#first.seq) return [];
    const head = this.#heads.get(seen.seq);
    if (head === undefined || !isEqual(head, seen.head)) return [{ kind: "fork", seq, by }];
    this.#isConfirmed = true;
    return [];
  }

  /** Returns whether a signal (typing, a profile) is newer than those of its session so far: an old one is sent again. */
  isNewSignal({ clear, header, memberKey }: OpenedEvent): boolean {
    const id = `${clear.class} ${toBase64url(memberKey)} ${toBase64url(header.session)}`;
    if (header.counter <= (this.#signals.get(id) ?? -1)) return false;
    this.#signals.delete(id);
    remember(this.#signals, id, header.counter, MAX_KEPT);
    return true;
  }
}

/** Sets a value, and forgets the oldest beyond so many. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, max: number): void {
  map.set(key, value);
  if (map.size <= max) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
