// One room's append-only log in memory: it gives every event its seq, keeps the newest within bounds, and remembers nonces.
// Invariant: entries are contiguous in seq, and the newest is `head`. Rules H1 to H3, H9.
import { withoutMemberName } from "#protocol/erased-name";
import type { ChatEvent, LogEvent, Revision, RoomEvent } from "#protocol/frames";
import type {
  AppendResult,
  Draft,
  HistoryPage,
  HistoryRange,
  JoinedEvents,
  LogEntry,
  NonceOwner,
  RoomHistory,
} from "../../chat/lib/ports.ts";
import {
  mentionsMember,
  reviseMessage,
  vanishEvent,
  wipeEvent,
  withoutEditedText,
  withoutTitle,
} from "./event-erasure.ts";
import { MessageFiles } from "./message-files.ts";
import { Nonces, nonceKey } from "./nonces.ts";
import { TextSegments } from "./text-segments.ts";

/** The bytes counted for an entry besides its text: its place in the index, and its share of the segments' unused bytes. */
const ENTRY_BYTES = 96;

/** The newest messages that a room keeps while another has more that it can drop. */
const KEPT_MESSAGES = 50;
/** The newest nonces that it keeps even so, beside those of its history. */
const KEPT_NONCES = 512;

type LogFilesGone = (epoch: string, ids: readonly string[]) => void;
const ignoreFiles: LogFilesGone = () => {};

export type LogBounds = { readonly events: number; readonly bytes: number };
/** A draft with the key of its nonce, if it has one. Making the key costs as much as looking it up, so it is made once. */
export type KeyedDraft = { readonly draft: Draft; readonly key: string | undefined };
/** An event that has its seq, with its text as it is sent; `size` is the text's in UTF-8 bytes. */
export type NumberedEvent = {
  readonly event: LogEvent;
  readonly key: string | undefined;
  readonly text: string;
  readonly size: number;
};
/** An event that is not in the log yet; `bytes` is the number of bytes it will be counted with. */
export type PreparedEvent = NumberedEvent & { readonly bytes: number };

/**
 * The marks of texts: MESSAGE_MARK for a message; for a revision, its seq minus that of its message; OTHER_MARK for
 * everything else.
 */
const MESSAGE_MARK = -1;
const OTHER_MARK = 0;

export class RoomLog implements RoomHistory {
  readonly epoch: string;
  readonly #bounds: LogBounds;
  /** The texts of the events, numbered by seq. */
  readonly #texts = new TextSegments();
  #nonces: Nonces | undefined;
  /** How many of the events kept are messages. */
  #messages = 0;
  readonly #onFilesGone: LogFilesGone;
  /** The files of messages; undefined while no message has any. */
  #files: MessageFiles | undefined;

  /** @param onFilesGone called with the files of a message that is erased or dropped */
  constructor(epoch: string, bounds: LogBounds, onFilesGone: LogFilesGone = ignoreFiles) {
    this.epoch = epoch;
    this.#bounds = bounds;
    this.#onFilesGone = onFilesGone;
  }

  get head(): number {
    return this.#texts.newest;
  }

  /** Bytes of the events kept, the nonces remembered and the files known. */
  get bytes(): number {
    return this.#eventBytes + (this.#nonces?.bytes ?? 0) + (this.#files?.bytes ?? 0);
  }

  /** The seq of the oldest event kept; one more than the head when there is none. */
  get oldest(): number {
    return this.#texts.oldest;
  }

  firstResult(draft: Draft, key = nonceKey(draft)): AppendResult | undefined {
    const first = key === undefined ? undefined : this.#nonces?.get(key);
    if (first === undefined) return undefined;
    const text =
      this.#entryAt(first.seq)?.text ??
      JSON.stringify(this.#numberEvent({ ...draft, timestamp: first.timestamp }, first.seq));
    return { seq: first.seq, text, repeated: true };
  }

  /** Returns whether the nonce of this key is remembered. */
  hasNonce(key: string): boolean {
    return this.#nonces?.get(key) !== undefined;
  }

  /** Returns the event that had this nonce first, where history still has it. */
  findByNonce(of: NonceOwner): AppendResult | undefined {
    const key = nonceKey(of);
    const entry = key === undefined ? undefined : this.#entryAt(this.#nonces?.get(key)?.seq ?? 0);
    return entry && { ...entry, repeated: true };
  }

  /** The seq of the oldest event whose nonce is remembered; one more than the head when none is. */
  get oldestNonceSeq(): number {
    return this.#nonces?.oldestSeq ?? this.head + 1;
  }

  /** Gives the next event the seq after this one, as when a log is restored. */
  startAfter(seq: number): void {
    this.#texts.startAfter(seq);
  }

  /** Remembers the nonce of an event. To be called in order of seq. */
  rememberNonce(nonceKey: string, seq: number, timestamp: string): void {
    this.#nonces ??= new Nonces();
    this.#nonces.remember(nonceKey, { seq, timestamp });
  }

  /** Prepares the next event without changing the log; it may be appended or discarded. The draft itself becomes the event. */
  prepare({ draft, key }: KeyedDraft, seq = this.head + 1): PreparedEvent {
    const event = this.#numberEvent(draft, seq);
    const text = JSON.stringify(event);
    const size = Buffer.byteLength(text);
    return { event, key, text, size, bytes: size + ENTRY_BYTES };
  }

  /** Adds a prepared event to the log. @param rewritten is called with every kept event that it changes */
  append({ event, key, text, size }: NumberedEvent, rewritten: (entry: LogEntry) => void = () => {}): AppendResult {
    const { seq } = event;
    if (key !== undefined) this.rememberNonce(key, seq, event.timestamp);
    const about = "messageId" in event ? this.#seqOfId(event.messageId) : undefined;
    const revises = about !== undefined && about < seq ? about : undefined;
    this.#texts.push(
      text,
      size,
      event.type === "chat" ? MESSAGE_MARK : revises === undefined ? OTHER_MARK : seq - revises,
    );
    if (event.type === "chat") {
      this.#messages++;
      if (event.files !== undefined) {
        this.#files ??= new MessageFiles();
        this.#files.add(seq, event.files);
      }
    }
    if ("messageId" in event && revises !== undefined) this.#revise(revises, event, rewritten);
    if (event.type === "vanish") this.#vanish(event.messageIds, rewritten);
    if (event.type === "room") this.#applyRoomEvent(event, rewritten);
    while (this.#count > this.#bounds.events || this.#eventBytes > this.#bounds.bytes) this.dropOldest();
    return { seq, text, repeated: false };
  }

  /** Drops the oldest event. @returns the bytes freed; 0 if there was no event */
  dropOldest(): number {
    const before = this.bytes;
    if (this.#isMessage(this.oldest)) this.#messages--;
    if (this.#files !== undefined) this.#releaseFiles(this.oldest);
    this.#texts.dropOldest();
    return before - this.bytes;
  }

  /** Whether the log has anything beside its newest messages that it can drop. */
  get hasSpare(): boolean {
    return this.#hasSpareNonces || this.#messages > KEPT_MESSAGES || (this.#count > 0 && !this.#isMessage(this.oldest));
  }

  /** Drops what is missed least: an old nonce, or else the oldest event. @returns bytes freed; 0 when there was nothing */
  giveWay(): number {
    const nonces = this.#nonces;
    if (nonces !== undefined && this.#hasSpareNonces) return nonces.forgetOldest();
    return this.dropOldest() || (nonces?.forgetOldest() ?? 0);
  }

  /** Overwrites all texts in memory, because the room has ended. */
  erase(): void {
    this.#texts.clear();
    this.#nonces = undefined;
    this.#messages = 0;
    this.#files = undefined;
  }

  messageOfFile(id: string): string | undefined {
    const seq = this.#files?.seqOf(id);
    return seq === undefined ? undefined : this.#idOfSeq(seq);
  }

  mentionsMember(memberId: string): boolean {
    for (let seq = this.oldest; seq <= this.head; seq++) {
      if (mentionsMember(this.#texts.textOf(seq), memberId)) return true;
    }
    return false;
  }

  /** Takes a member's name out of every event. @param rewritten is called with every event that it changes */
  forgetName(memberId: string, rewritten: (entry: LogEntry) => void): void {
    const isAboutMember = (seq: number) => mentionsMember(this.#texts.textOf(seq), memberId);
    this.#rewriteEach(isAboutMember, (event) => withoutMemberName(event, memberId), rewritten);
  }

  holdsAfter(seq: number): boolean {
    return seq <= this.head && seq + 1 >= this.oldest;
  }

  /** Returns entries in order of seq: those after a seq from the oldest on, otherwise the newest that fit. */
  read(range: HistoryRange): HistoryPage {
    const { seqs, more } = this.#selectSeqs(range);
    return { entries: seqs.map((seq) => ({ seq, text: this.#texts.textOf(seq) })), more };
  }

  /** Returns the same as `read`, in one text. */
  readJoined(after: number | undefined, maxBytes: number): JoinedEvents {
    const { seqs, more } = this.#selectSeqs({ after, limit: Number.POSITIVE_INFINITY, maxBytes });
    const [first, last] = [seqs[0], seqs.at(-1)];
    const text = first === undefined || last === undefined ? "" : this.#texts.join(first, last);
    return { text, last, more };
  }

  /** Returns the message of this id as it is now. */
  findMessage(id: string): ChatEvent | undefined {
    const seq = this.#seqOfId(id);
    return seq !== undefined && this.#isMessage(seq) ? (this.#parsedEvent(seq) as ChatEvent) : undefined;
  }

  get #count(): number {
    return this.head - this.oldest + 1;
  }

  /** Whether there are more nonces than events, and enough even so. */
  get #hasSpareNonces(): boolean {
    return this.#nonces !== undefined && this.#nonces.size > Math.max(KEPT_NONCES, this.#count);
  }

  get #eventBytes(): number {
    return this.#texts.size + this.#count * ENTRY_BYTES;
  }

  #holds(seq: number): boolean {
    return seq >= this.oldest && seq <= this.head;
  }

  #entryAt(seq: number): LogEntry | undefined {
    return this.#holds(seq) ? { seq, text: this.#texts.textOf(seq) } : undefined;
  }

  #selectSeqs({ before, after, limit, maxBytes = Number.POSITIVE_INFINITY, messagesOnly = false }: HistoryRange) {
    const seqs: number[] = [];
    const forward = after !== undefined;
    let seq = forward
      ? Math.max(after + 1, this.oldest)
      : Math.min((before ?? Number.POSITIVE_INFINITY) - 1, this.head);
    let bytes = 0;
    let more = false;
    for (; seq >= this.oldest && seq <= this.head; seq += forward ? 1 : -1) {
      if (messagesOnly && this.#texts.markOf(seq) !== MESSAGE_MARK) continue;
      bytes += this.#texts.sizeOf(seq) + ENTRY_BYTES;
      // A page always has one entry at least, so that a reader can't get stuck.
      more = seqs.length >= limit || (bytes > maxBytes && seqs.length > 0);
      if (more) break;
      seqs.push(seq);
    }
    return { seqs: forward ? seqs : seqs.reverse(), more };
  }

  #isMessage(seq: number): boolean {
    return this.#holds(seq) && this.#texts.markOf(seq) === MESSAGE_MARK;
  }

  #parsedEvent(seq: number): LogEvent {
    return JSON.parse(this.#texts.textOf(seq));
  }

  /** Returns the seq of an id of this log; undefined for any other text. */
  #seqOfId(id: string): number | undefined {
    const seq = Number(id.slice(this.epoch.length + 1));
    return id === this.#idOfSeq(seq) ? seq : undefined;
  }

  // The former text must leave memory too: the message's entry is written anew, and so are the edits before this revision,
  // unless it only adds a reaction.
  #revise(message: number, revision: Revision, rewritten: (entry: LogEntry) => void): void {
    if (this.#isMessage(message)) {
      const before = this.#parsedEvent(message) as ChatEvent;
      // The message was deleted while this edit was on its way.
      if (before.deleted && revision.type === "edit") {
        return this.#rewrite(this.head, withoutEditedText(revision), rewritten);
      }
      this.#rewrite(message, reviseMessage(before, revision), rewritten);
    }
    if (revision.type === "react") return;
    const isAboutMessage = (seq: number) => this.#texts.markOf(seq) === seq - message && seq !== this.head;
    this.#rewriteEach(isAboutMessage, withoutEditedText, rewritten, message + 1);
  }

  /** Erases messages with all edits of theirs, in one pass. */
  #vanish(ids: readonly string[], rewritten: (entry: LogEntry) => void): void {
    const seqs = new Set(ids.map((id) => this.#seqOfId(id) ?? 0));
    const messageOf = (seq: number) => (this.#isMessage(seq) ? seq : seq - this.#texts.markOf(seq));
    const first = ids.length === 0 ? this.head : Math.min(...seqs);
    this.#rewriteEach((seq) => seqs.has(messageOf(seq)), vanishEvent, rewritten, first);
  }

  #applyRoomEvent(event: RoomEvent, rewritten: (entry: LogEntry) => void): void {
    const isOther = (seq: number) => this.#texts.markOf(seq) === OTHER_MARK;
    if (event.action === "wipe") {
      this.#rewriteEach(
        (seq) => !isOther(seq),
        (before) => wipeEvent(before, event),
        rewritten,
      );
    }
    if (event.room.title !== undefined || event.room.sealedTitle !== undefined) {
      this.#rewriteEach((seq) => isOther(seq) && seq !== this.head, withoutTitle, rewritten);
    }
  }

  /** Rewrites the chosen events that `change` returns otherwise than they are. */
  #rewriteEach(
    isChosen: (seq: number) => boolean,
    change: (event: LogEvent) => LogEvent,
    rewritten: (entry: LogEntry) => void,
    from = this.oldest,
  ): void {
    for (let seq = Math.max(from, this.oldest); seq <= this.head; seq++) {
      if (!isChosen(seq)) continue;
      const before = this.#parsedEvent(seq);
      const after = change(before);
      if (after !== before) this.#rewrite(seq, after, rewritten);
    }
  }

  #rewrite(seq: number, event: LogEvent, rewritten: (entry: LogEntry) => void): void {
    const text = JSON.stringify(event);
    // After a restart, revisions are applied to messages that have them already.
    if (text === this.#texts.textOf(seq)) return;
    this.#texts.replace(seq, text);
    rewritten({ seq, text });
    if (this.#files !== undefined && event.type === "chat" && event.files === undefined) this.#releaseFiles(seq);
  }

  #releaseFiles(seq: number): void {
    const ids = this.#files?.remove(seq);
    if (ids === undefined) return;
    if (this.#files?.bytes === 0) this.#files = undefined;
    this.#onFilesGone(this.epoch, ids);
  }

  #idOfSeq(seq: number): string {
    return `${this.epoch}-${seq}`;
  }

  #numberEvent(draft: Draft, seq: number): LogEvent {
    draft.id = this.#idOfSeq(seq);
    draft.seq = seq;
    return draft;
  }
}
