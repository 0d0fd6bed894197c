// One room's append-only log in memory: gives every event its seq, keeps the newest within bounds, remembers nonces.
// Invariant: entries are contiguous in seq; the newest is `head`. Rules H1 to H3, H9.
import type { ChatEvent, LogEvent, Revision, RoomEvent } from "#protocol/frames";
import { revised, wiped } from "#protocol/revise";
import type { Appended, Draft, Entry, Page, Range, RoomHistory, Told } from "../../chat/lib/ports.ts";
import { Nonces } from "./nonces.ts";
import { Segments } from "./text-segments.ts";

/** What an entry weighs beside its text: its place in a segment, and its share of what segments have left over. */
const ENTRY_BYTES = 96;

export type LogBounds = { readonly events: number; readonly bytes: number };
/** A draft, and its nonce's key, if it has one: to make that again would cost as much as to look it up. */
export type Keyed = { readonly draft: Draft; readonly key: string | undefined };
/** An event as it is sent, in its place; `size` in UTF-8 bytes. */
export type Placed = {
  readonly event: LogEvent;
  readonly key: string | undefined;
  readonly text: string;
  readonly size: number;
};
/** `bytes` is what it counts for. */
export type Prepared = Placed & { readonly bytes: number };

/** What is marked beside a text: that it is a message, or how many events before it the message is that it revises. */
const MESSAGE = -1;
const OTHER = 0;

export class Log implements RoomHistory {
  readonly epoch: string;
  readonly #bounds: LogBounds;
  /** By seq. */
  readonly #texts = new Segments();
  #nonces: Nonces | undefined;

  constructor(epoch: string, bounds: LogBounds) {
    this.epoch = epoch;
    this.#bounds = bounds;
  }

  get head(): number {
    return this.#texts.newest;
  }

  /** Bytes of the events kept and the nonces remembered. */
  get bytes(): number {
    return this.#eventBytes + (this.#nonces?.bytes ?? 0);
  }

  /** The seq of the oldest event kept; one more than the head when there is none. */
  get oldest(): number {
    return this.#texts.oldest;
  }

  /** What an earlier append of the same member and nonce gave, told anew from the draft where history has lost it. */
  firstResult({ draft, key }: Keyed): Appended | undefined {
    const first = key === undefined ? undefined : this.#nonces?.get(key);
    if (first === undefined) return undefined;
    const text =
      this.#at(first.seq)?.text ?? JSON.stringify(this.#place({ ...draft, timestamp: first.timestamp }, first.seq));
    return { seq: first.seq, text, repeated: true };
  }

  /** What the event of a nonce was, where history has it. */
  first(nonceKey: string): Appended | undefined {
    const entry = this.#at(this.#nonces?.get(nonceKey)?.seq ?? 0);
    return entry && { ...entry, repeated: true };
  }

  /** The seq of the oldest event whose nonce is remembered; one more than the head when none is. */
  get oldestNonce(): number {
    return this.#nonces?.oldest ?? this.head + 1;
  }

  /** Begins where a log kept elsewhere begins: its next event has the seq after this one. */
  resumeAfter(seq: number): void {
    this.#texts.resumeAfter(seq);
  }

  /** Remembers the nonce of an event, in order of seq. */
  remember(nonceKey: string, seq: number, timestamp: string): void {
    this.#nonces ??= new Nonces();
    this.#nonces.remember(nonceKey, { seq, timestamp });
  }

  /** The next entry, made but not kept yet: `keep` it, or throw it away. */
  prepare({ draft, key }: Keyed, seq = this.head + 1): Prepared {
    const event = this.#place(draft, seq);
    const text = JSON.stringify(event);
    const size = Buffer.byteLength(text);
    return { event, key, text, size, bytes: size + ENTRY_BYTES };
  }

  /** @param rewritten is told of every kept event that a revision changed */
  keep({ event, key, text, size }: Placed, rewritten: (entry: Entry) => void = () => {}): Appended {
    const { seq } = event;
    if (key !== undefined) this.remember(key, seq, event.timestamp);
    const about = "messageId" in event ? this.#seqOf(event.messageId) : undefined;
    const revises = about !== undefined && about < seq ? about : undefined;
    this.#texts.push(text, size, event.type === "chat" ? MESSAGE : revises === undefined ? OTHER : seq - revises);
    if ("messageId" in event && revises !== undefined) this.#revise(revises, event, rewritten);
    if (event.type === "room" && event.action === "wipe") this.#wipe(event, rewritten);
    while (this.#count > this.#bounds.events || this.#eventBytes > this.#bounds.bytes) this.dropOldest();
    return { seq, text, repeated: false };
  }

  /** @returns bytes freed; 0 when there was nothing to drop */
  dropOldest(): number {
    const size = this.#texts.drop();
    return size === undefined ? 0 : size + ENTRY_BYTES;
  }

  /** The room is over: nothing of what was said stays in memory. */
  erase(): void {
    this.#texts.wipe();
    this.#nonces = undefined;
  }

  holdsAfter(seq: number): boolean {
    return seq <= this.head && seq + 1 >= this.oldest;
  }

  /** Entries in order of seq: after a seq the oldest first, otherwise the newest that fit. */
  read(range: Range): Page {
    const { seqs, more } = this.#select(range);
    return { entries: seqs.map((seq) => ({ seq, text: this.#texts.text(seq) })), more };
  }

  /** As read, in one text. */
  tell(after: number | undefined, maxBytes: number): Told {
    const { seqs, more } = this.#select({ after, limit: Number.POSITIVE_INFINITY, maxBytes });
    const [first, last] = [seqs[0], seqs.at(-1)];
    const text = first === undefined || last === undefined ? "" : this.#texts.joined(first, last);
    return { text, last, more };
  }

  /** The message of this id as it is now. */
  message(id: string): ChatEvent | undefined {
    const seq = this.#seqOf(id);
    return seq !== undefined && this.#isMessage(seq) ? (this.#event(seq) as ChatEvent) : undefined;
  }

  get #count(): number {
    return this.head - this.oldest + 1;
  }

  get #eventBytes(): number {
    return this.#texts.size + this.#count * ENTRY_BYTES;
  }

  #holds(seq: number): boolean {
    return seq >= this.oldest && seq <= this.head;
  }

  #at(seq: number): Entry | undefined {
    return this.#holds(seq) ? { seq, text: this.#texts.text(seq) } : undefined;
  }

  #select({ before, after, limit, maxBytes = Number.POSITIVE_INFINITY, messagesOnly = false }: Range) {
    const seqs: number[] = [];
    const forward = after !== undefined;
    let seq = forward
      ? Math.max(after + 1, this.oldest)
      : Math.min((before ?? Number.POSITIVE_INFINITY) - 1, this.head);
    let bytes = 0;
    let more = false;
    for (; seq >= this.oldest && seq <= this.head; seq += forward ? 1 : -1) {
      if (messagesOnly && this.#texts.mark(seq) !== MESSAGE) continue;
      bytes += this.#texts.sizeOf(seq) + ENTRY_BYTES;
      // A page always holds one entry, so that a reader can't be stuck.
      more = seqs.length >= limit || (bytes > maxBytes && seqs.length > 0);
      if (more) break;
      seqs.push(seq);
    }
    return { seqs: forward ? seqs : seqs.reverse(), more };
  }

  #isMessage(seq: number): boolean {
    return this.#holds(seq) && this.#texts.mark(seq) === MESSAGE;
  }

  #event(seq: number): LogEvent {
    return JSON.parse(this.#texts.text(seq));
  }

  /** The seq of an id of this log; undefined for any other text. */
  #seqOf(id: string): number | undefined {
    const seq = Number(id.slice(this.epoch.length + 1));
    return id === this.#idOf(seq) ? seq : undefined;
  }

  // What a message was before is gone from memory too: its entry is written anew, and with a deletion its edits are.
  #revise(message: number, revision: Revision, rewritten: (entry: Entry) => void): void {
    if (!this.#isMessage(message)) return;
    const before = this.#event(message) as ChatEvent;
    // It was under way when the message was deleted.
    if (before.deleted && revision.type === "edit")
      return this.#rewrite(this.head, { ...revision, message: "" }, rewritten);
    this.#rewrite(message, revised(before, revision), rewritten);
    if (revision.type !== "delete") return;
    for (let seq = message + 1; seq <= this.head; seq++) {
      if (this.#texts.mark(seq) !== seq - message) continue;
      const event = this.#event(seq);
      if (event.type === "edit") this.#rewrite(seq, { ...event, message: "" }, rewritten);
    }
  }

  #wipe(event: RoomEvent, rewritten: (entry: Entry) => void): void {
    for (let seq = this.oldest; seq <= this.head; seq++) {
      if (this.#texts.mark(seq) === OTHER) continue;
      const before = this.#event(seq) as ChatEvent | Revision;
      const isEdit = before.type === "edit" && before.userId === event.target?.id && before.message !== "";
      const after = before.type === "chat" ? wiped(before, event) : isEdit ? { ...before, message: "" } : before;
      if (after !== before) this.#rewrite(seq, after, rewritten);
    }
  }

  #rewrite(seq: number, event: LogEvent, rewritten: (entry: Entry) => void): void {
    const text = JSON.stringify(event);
    // After a restart, revisions find what they made of it.
    if (text === this.#texts.text(seq)) return;
    this.#texts.replace(seq, text);
    rewritten({ seq, text });
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
