// One room's append-only log in memory: gives every event its seq, keeps the newest within bounds, remembers nonces.
// Invariant: entries are contiguous in seq; the newest is `head`. Rules H1 to H3, H9.
import type { ChatEvent, LogEvent, Revision, RoomEvent } from "#protocol/frames";
import { revised, wiped } from "#protocol/revise";
import type { Appended, Draft, Entry, Page, Range } from "./ports.ts";

/** Nonces a room remembers. */
const NONCES = 4096;

/** About what one weighs: its key, its place in the map, what it gave. */
const NONCE_BYTES = 160;

export type LogBounds = { readonly events: number; readonly bytes: number };
type Kept = {
  readonly seq: number;
  readonly isMessage: boolean;
  readonly revises?: number | undefined;
  text: string;
  bytes: number;
};
export type Prepared = { readonly event: LogEvent; readonly text: string; readonly bytes: number };
type First = { readonly seq: number; readonly timestamp: string };

export class Log {
  readonly epoch: string;
  readonly #bounds: LogBounds;
  readonly #sizeOf: (text: string) => number;
  // A queue in an array: dropped entries are cut off when they are half of it.
  #kept: Kept[] = [];
  #dropped = 0;
  #head = 0;
  #bytes = 0;
  #nonces: Map<string, First> | undefined;

  /** @param sizeOf bytes a text takes in memory and on the wire */
  constructor(epoch: string, bounds: LogBounds, sizeOf: (text: string) => number) {
    this.epoch = epoch;
    this.#bounds = bounds;
    this.#sizeOf = sizeOf;
  }

  get head(): number {
    return this.#head;
  }

  /** Bytes of the events kept and the nonces remembered. */
  get bytes(): number {
    return this.#bytes + (this.#nonces?.size ?? 0) * NONCE_BYTES;
  }

  /** The seq of the oldest event kept; one more than the head when there is none. */
  get oldest(): number {
    return this.#head - (this.#kept.length - this.#dropped) + 1;
  }

  /** What an earlier append of the same member and nonce gave, told anew from the draft where history has lost it. */
  firstResult(draft: Draft): Appended | undefined {
    const first = this.#nonces?.get(nonceKey(draft) ?? "");
    if (first === undefined) return undefined;
    const kept = this.#at(first.seq);
    const text = kept?.text ?? JSON.stringify(this.#place({ ...draft, timestamp: first.timestamp }, first.seq));
    return { seq: first.seq, text, isMessage: draft.type === "chat", repeated: true };
  }

  /** What the event of a nonce was, where history has it. */
  first(nonceKey: string): Appended | undefined {
    const kept = this.#at(this.#nonces?.get(nonceKey)?.seq ?? 0);
    return kept && { seq: kept.seq, text: kept.text, isMessage: kept.isMessage, repeated: true };
  }

  /** The seq of the oldest event whose nonce is remembered; one more than the head when none is. */
  get oldestNonce(): number {
    for (const { seq } of this.#nonces?.values() ?? []) return seq;
    return this.#head + 1;
  }

  /** Begins where a log kept elsewhere begins: its next event has the seq after this one. */
  resumeAfter(seq: number): void {
    this.#head = seq;
  }

  /** Remembers the nonce of an event, in order of seq. */
  remember(nonceKey: string, seq: number, timestamp: string): void {
    this.#nonces ??= new Map();
    this.#nonces.set(nonceKey, { seq, timestamp });
    if (this.#nonces.size <= NONCES) return;
    for (const oldest of this.#nonces.keys()) {
      this.#nonces.delete(oldest);
      break;
    }
  }

  /** The next entry, made but not kept yet: `keep` it, or throw it away. */
  prepare(draft: Draft, seq = this.#head + 1): Prepared {
    const event = this.#place(draft, seq);
    const text = JSON.stringify(event);
    return { event, text, bytes: this.#sizeOf(text) };
  }

  /** @param rewritten is told of every kept event that a revision changed */
  keep(event: LogEvent, text: string, bytes: number, rewritten: (entry: Entry) => void = () => {}): Appended {
    this.#head = event.seq;
    const key = nonceKey(event);
    if (key !== undefined) this.remember(key, event.seq, event.timestamp);
    const { seq } = event;
    const isMessage = event.type === "chat";
    const revises = "messageId" in event ? this.#seqOf(event.messageId) : undefined;
    this.#kept.push({ seq, isMessage, revises, text, bytes });
    this.#bytes += bytes;
    if ("messageId" in event && revises !== undefined) this.#revise(revises, event, rewritten);
    if (event.type === "room" && event.action === "wipe") this.#wipe(event, rewritten);
    while (this.#kept.length - this.#dropped > this.#bounds.events || this.#bytes > this.#bounds.bytes)
      this.dropOldest();
    return { seq, text, isMessage, repeated: false };
  }

  /** @returns bytes freed; 0 when there was nothing to drop */
  dropOldest(): number {
    const oldest = this.#kept[this.#dropped];
    if (oldest === undefined) return 0;
    this.#kept[this.#dropped] = GONE;
    this.#dropped++;
    if (this.#dropped > 32 && this.#dropped * 2 > this.#kept.length) {
      this.#kept = this.#kept.slice(this.#dropped);
      this.#dropped = 0;
    }
    this.#bytes -= oldest.bytes;
    return oldest.bytes;
  }

  holdsAfter(seq: number): boolean {
    return seq <= this.#head && seq + 1 >= this.oldest;
  }

  /** Entries in order of seq: after a seq the oldest first, otherwise the newest that fit. */
  read({ before, after, limit, maxBytes = Number.POSITIVE_INFINITY, messagesOnly = false }: Range): Page {
    const entries: Entry[] = [];
    const forward = after !== undefined;
    let seq = forward
      ? Math.max(after + 1, this.oldest)
      : Math.min((before ?? Number.POSITIVE_INFINITY) - 1, this.#head);
    let bytes = 0;
    for (; seq >= this.oldest && seq <= this.#head; seq += forward ? 1 : -1) {
      const entry = this.#at(seq);
      if (entry === undefined || (messagesOnly && !entry.isMessage)) continue;
      bytes += entry.bytes;
      // A page always holds one entry, so that a reader can't be stuck.
      const full = entries.length >= limit || (bytes > maxBytes && entries.length > 0);
      if (full) return { entries: forward ? entries : entries.reverse(), more: true };
      entries.push(entry);
    }
    return { entries: forward ? entries : entries.reverse(), more: false };
  }

  /** The message of this id as it is now. */
  message(id: string): ChatEvent | undefined {
    const seq = this.#seqOf(id);
    const entry = seq === undefined ? undefined : this.#at(seq);
    return entry?.isMessage ? (JSON.parse(entry.text) as ChatEvent) : undefined;
  }

  #at(seq: number): Kept | undefined {
    return seq < this.oldest ? undefined : this.#kept[this.#dropped + seq - this.oldest];
  }

  /** The seq of an id of this log; undefined for any other text. */
  #seqOf(id: string): number | undefined {
    const seq = Number(id.slice(this.epoch.length + 1));
    return id === this.#idOf(seq) ? seq : undefined;
  }

  // What a message was before is gone from memory too: its entry is written anew, and with a deletion its edits are.
  #revise(seq: number, revision: Revision, rewritten: (entry: Entry) => void): void {
    const message = this.#at(seq);
    if (message === undefined || !message.isMessage) return;
    const before = JSON.parse(message.text) as ChatEvent;
    const late = this.#kept.at(-1);
    if (before.deleted && revision.type === "edit" && late !== undefined) {
      // It was under way when the message was deleted.
      this.#rewrite(late, { ...revision, message: "" });
      return rewritten(late);
    }
    this.#rewrite(message, revised(before, revision));
    rewritten(message);
    if (revision.type !== "delete") return;
    for (const entry of this.#kept) {
      if (entry.revises !== seq || JSON.parse(entry.text).type !== "edit") continue;
      this.#rewrite(entry, { ...JSON.parse(entry.text), message: "" });
      rewritten(entry);
    }
  }

  #wipe(event: RoomEvent, rewritten: (entry: Entry) => void): void {
    for (const entry of this.#kept) {
      if (!entry.isMessage && entry.revises === undefined) continue;
      const before = JSON.parse(entry.text) as ChatEvent | Revision;
      const isEdit = before.type === "edit" && before.userId === event.target?.id && before.message !== "";
      const after = before.type === "chat" ? wiped(before, event) : isEdit ? { ...before, message: "" } : before;
      if (after === before) continue;
      this.#rewrite(entry, after);
      rewritten(entry);
    }
  }

  #rewrite(entry: Kept, event: LogEvent): void {
    entry.text = JSON.stringify(event);
    this.#bytes -= entry.bytes;
    entry.bytes = this.#sizeOf(entry.text);
    this.#bytes += entry.bytes;
  }

  #idOf(seq: number): string {
    return `${this.epoch}-${seq}`;
  }

  #place(draft: Draft, seq: number): LogEvent {
    draft.id = this.#idOf(seq);
    draft.seq = seq;
    return draft;
  }
}

const GONE: Kept = { seq: 0, text: "", isMessage: false, bytes: 0 };

/** What a nonce is remembered by: it is its member's own. */
export function nonceKey(of: Draft): string | undefined {
  if (!("nonce" in of) || of.nonce === undefined) return undefined;
  return of.type === "chat" ? `${of.userId} ${of.nonce}` : `${of.type} ${of.userId} ${of.nonce}`;
}
