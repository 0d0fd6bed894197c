// The Engine of a single node, in memory: every log of the process, under one budget of bytes. Rules H1 to H4.

import { Refusal } from "#protocol/codes";
import type { ChatEvent } from "#protocol/frames";
import { Log, type LogBounds } from "../chat/log.ts";
import type { Appended, Deliver, Draft, Engine, Page, Range } from "../chat/ports.ts";

/** What a room weighs beside its events: measured at about this, rounded up. */
const ROOM_BYTES = 1024;
/** What an entry weighs beside its text: the object, its place in the queue, its nonce. */
const ENTRY_BYTES = 128;

const sizeOf = (text: string) => Buffer.byteLength(text) + ENTRY_BYTES;

type Opened = { readonly log: Log; readonly deliver: Deliver };

export class LocalEngine implements Engine {
  readonly #opened = new Map<string, Opened>();
  readonly #bounds: LogBounds;
  readonly #maxBytes: number;
  #usedBytes = 0;

  /** @param maxBytes of all rooms together: their events, and a fixed weight for each */
  constructor(bounds: LogBounds, maxBytes: number) {
    this.#bounds = bounds;
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  open(epoch: string, deliver: Deliver): Refusal | undefined {
    if (this.#usedBytes + ROOM_BYTES > this.#maxBytes) return full();
    this.#usedBytes += ROOM_BYTES;
    this.#opened.set(epoch, { log: new Log(epoch, this.#bounds, sizeOf), deliver });
  }

  append(epoch: string, draft: Draft): Appended | Refusal {
    const { log, deliver } = this.#of(epoch);
    const first = log.firstResult(draft);
    if (first !== undefined) return first;
    const next = log.prepare(draft);
    // Looked at before anything is dropped: a refused message must not cost the room its history.
    if (this.#usedBytes - log.bytes + next.bytes > this.#maxBytes)
      return full("nonce" in draft ? draft.nonce : undefined);
    while (this.#usedBytes + next.bytes > this.#maxBytes) this.#usedBytes -= log.dropOldest();
    const before = log.bytes;
    const entry = log.keep(next.event, next.text, next.bytes);
    this.#usedBytes += log.bytes - before;
    deliver(next.text, next.event);
    return entry;
  }

  signal(epoch: string, text: string): void {
    this.#of(epoch).deliver(text, undefined);
  }

  head(epoch: string): number {
    return this.#of(epoch).log.head;
  }

  holdsAfter(epoch: string, seq: number): boolean {
    return this.#of(epoch).log.holdsAfter(seq);
  }

  read(epoch: string, range: Range): Page {
    return this.#of(epoch).log.read(range);
  }

  message(epoch: string, id: string): ChatEvent | undefined {
    return this.#of(epoch).log.message(id);
  }

  end(epoch: string): void {
    const opened = this.#opened.get(epoch);
    if (opened === undefined) return;
    this.#usedBytes -= opened.log.bytes + ROOM_BYTES;
    this.#opened.delete(epoch);
  }

  #of(epoch: string): Opened {
    const opened = this.#opened.get(epoch);
    if (opened === undefined) throw new Error("no open log of this epoch");
    return opened;
  }
}

const full = (nonce?: string) => new Refusal("server_full", "The server's memory for rooms is used up.", nonce);
