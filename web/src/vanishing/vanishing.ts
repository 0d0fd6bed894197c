// Lets messages vanish on this page when their time is over, and reports those that were seen. Rules L12, L14.
import { type Accessor, createEffect, on } from "solid-js";
import type { ChatEvent, CommandOf } from "#protocol/frames";
import { MAX_SEEN_PER_FRAME } from "#protocol/limits";
import { endOfLife } from "./end-of-life.ts";

/** A message is seen once it was in view for as long as reading it takes: a moment, and a second for so many characters. */
const MIN_READ_SECONDS = 5;
const CHARACTERS_PER_SECOND = 15;
const FILE_SECONDS = 5;
const MAX_READ_SECONDS = 60;

type VanishingPorts = {
  /** Changes every second. */
  serverNow: Accessor<number>;
  isPageVisible: Accessor<boolean>;
  isOpen: Accessor<boolean>;
  /** Returns the messages of the page. */
  messages(): Iterable<ChatEvent>;
  expire(messageIds: string[]): void;
  /** Returns whether it was sent. */
  send(frame: CommandOf<"seen">): boolean;
};

/** Returns how long a message must be in view to be read. */
export function secondsToRead({ message, files = [] }: Pick<ChatEvent, "message" | "files">): number {
  const reading = message.length / CHARACTERS_PER_SECOND + files.length * FILE_SECONDS;
  return Math.min(MAX_READ_SECONDS, MIN_READ_SECONDS + Math.ceil(reading));
}

export type Vanishing = ReturnType<typeof createVanishing>;

/** Belongs to the Solid owner it is created in. */
export function createVanishing({ serverNow, isPageVisible, isOpen, messages, expire, send }: VanishingPorts) {
  const inView = new Map<number, ChatEvent>();
  /** By seq, how many more seconds a message must be in view. */
  const left = new Map<number, number>();
  /** Those that were seen, as long as they haven't vanished; a new connection may not know. */
  const seen = new Set<number>();

  function report(seqs: readonly number[]): void {
    for (let from = 0; from < seqs.length; from += MAX_SEEN_PER_FRAME) {
      send({ type: "seen", seq: seqs.slice(from, from + MAX_SEEN_PER_FRAME) });
    }
  }

  function expireDue(now: number): void {
    const due: string[] = [];
    for (const message of messages()) if (endOfLife(message) <= now) due.push(message.id);
    if (due.length > 0) expire(due);
  }

  function countSecond(): void {
    if (!isPageVisible()) return;
    const read: number[] = [];
    for (const [seq, message] of inView) {
      if (seen.has(seq)) continue;
      const seconds = (left.get(seq) ?? secondsToRead(message)) - 1;
      left.set(seq, seconds);
      if (seconds > 0) continue;
      left.delete(seq);
      seen.add(seq);
      read.push(seq);
    }
    if (isOpen()) report(read);
  }

  createEffect(
    on(serverNow, (now) => {
      expireDue(now);
      countSecond();
    }),
  );
  createEffect(
    on(isOpen, (isNowOpen) => {
      if (!isNowOpen || seen.size === 0) return;
      const there = new Set(Array.from(messages(), ({ seq }) => seq));
      for (const seq of seen) if (!there.has(seq)) seen.delete(seq);
      report([...seen]);
    }),
  );

  return {
    /** Tells whether enough of a message that waits to be seen is in view. */
    setInView(message: ChatEvent, isInView: boolean): void {
      if (isInView) inView.set(message.seq, message);
      else inView.delete(message.seq);
    },
    leaveView: (seq: number) => inView.delete(seq),
  };
}
