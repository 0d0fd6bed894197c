// What the domain needs from outside, as interfaces: implemented by engine/, http/ and main.ts, or by testing/.
import type { Refusal } from "#protocol/error-codes";
import type { ChatEvent, LogEvent, Member } from "#protocol/frames";
import type { Wheel } from "./timer-wheel.ts";

/** Now, in epoch ms. */
export type Clock = () => number;
/** Fills the array with cryptographically secure random bytes. */
export type Random = (bytes: Uint8Array) => void;
/** A one-way digest of a short text, the same for the life of the process. */
export type Digest = (text: string) => string;
/** Whom a token proves. `signIn` is the device an account is signed in on: what it opened is closed with it. */
export type Proved = Member & { readonly signIn?: string };
/** Whom a token proves, or why it proves nobody. */
export type Verify = (token: string) => Proved | Refusal;

/** Something went wrong that should not: noted, and named by the id that is returned. */
export type Fault = (error: unknown) => string;
/** What the wheel carries: called once, when it is due. */
export type Due = (now: number) => void;

export type MaybePromise<T> = T | Promise<T>;

/** Names that belong to somebody wherever they are: an account's, or the server's own. */
export interface KeptNames {
  /** Whether the name is another's than this member's. */
  isKeptFrom(name: string, memberId: string): boolean;
  /** Whether it is this member's own. */
  isOwn(name: string, memberId: string): boolean;
}

/** Keeps and proves passwords, which is slow on purpose. Refused `busy` at once when too many wait already. */
export interface Passwords {
  /** What may be kept of a password. */
  hash(password: string): Promise<string | Refusal>;
  /** Whether the password is the one that was hashed. */
  verify(password: string, hash: string): Promise<boolean | Refusal>;
}

/** Sends one text to every subscriber of a topic. `seq` is there when the text is a numbered event. */
export interface Fanout {
  publish(topic: string, text: string, seq?: number): void;
  /** From now on what is published goes to subscribers of `gathered(topic)` too, several texts in one, after a wait. */
  gather(topic: string, waitMs: number): void;
  /** Sends what is gathered. */
  flush(topic: string): void;
  /** Sends what is gathered; what comes after it isn't any more. */
  scatter(topic: string): void;
  /** The topic's last text; streams that are not sockets end after it. */
  close(topic: string, text: string): void;
}

/** The topic of those who take what is published in a topic gathered, a line each. */
export const gathered = (topic: string) => `${topic}+`;

/** One open socket. Bun's ServerWebSocket is one as it is. */
export interface Socket {
  /** Bytes sent; 0 when dropped, -1 when queued behind a slow reader. */
  send(text: string): number;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  close(code: number, reason?: string): void;
}

/** An event before the log gives it its place: `id` is empty and `seq` 0 until then. */
export type Draft = LogEvent;

/** One event as it is kept and sent: encoded once. */
export type Entry = { readonly seq: number; readonly text: string };

export type Appended = Entry & {
  /** The nonce had been seen: this is the first result, and nothing was delivered now. */
  readonly repeated: boolean;
};

/** Which part of a log: the newest, those before a seq, or those after one; within limits. */
export type Range = {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
  readonly maxBytes?: number;
  readonly messagesOnly?: boolean;
};

/** Entries in order of seq. `more`: the range goes on in the direction asked for. */
export type Page = { readonly entries: readonly Entry[]; readonly more: boolean };

/** Events in a row as they are sent, commas between them; `last` is the seq of the last one, where there is any. */
export type Told = { readonly text: string; readonly last: number | undefined; readonly more: boolean };

/** What outlives a restart of a room beside its events. */
export type RoomRecord = {
  readonly epoch: string;
  /** What the room was founded with; plain JSON. */
  readonly founding: object;
  /** What has become of it since: a text that only the domain reads. */
  readonly state: string;
};

/** That a code was a room's once: a digest of it, and until when (epoch ms) that is remembered. */
export type Tomb = { readonly digest: string; readonly until: number };

/**
 * Called for every event in order of seq, and for every signal; `event` is undefined for a signal. `state` is there when
 * the room's state is another from then on. A change of it that nobody is told of has an empty text.
 */
export type Deliver = (text: string, event: LogEvent | undefined, state?: string) => void;

/** What can be told of a room's log. */
export interface RoomHistory {
  /** The seq of the newest event, 0 before the first. */
  readonly head: number;
  /** Whether exactly the events after `seq` can still be told. */
  holdsAfter(seq: number): boolean;
  read(range: Range): Page;
  /** Events after a seq, or the newest, as many as fit: all in one text, which costs less than one by one. */
  tell(after: number | undefined, maxBytes: number): Told;
  /** The message of this id as it is now, where history still has it. */
  message(id: string): ChatEvent | undefined;
  /** What an append of this nonce (`nonceKey`) gave, where history still has it. */
  first(nonceKey: string): Appended | undefined;
}

/**
 * Orders, keeps and delivers a room's events in one step, so that order and delivery can't disagree.
 * A room is known to it by its epoch. Everything of an open room is at hand without waiting; only what is kept may have to wait.
 */
export interface Engine {
  /** Begins a room's log. Refused `server_full` when the server's memory for rooms is used up. */
  open(room: RoomRecord, deliver: Deliver): MaybePromise<Refusal | undefined>;
  /**
   * Gives the draft its seq, keeps it, with the room's state after it where that is another, delivers it, then answers.
   * A nonce seen before changes nothing.
   */
  append(epoch: string, draft: Draft, state?: string): MaybePromise<Appended | Refusal>;
  /** Keeps a state, and delivers it to the domain alone. */
  change(epoch: string, state: string): MaybePromise<Refusal | undefined>;
  /** Delivers without keeping. */
  signal(epoch: string, text: string): void;
  /** Of an open room; not to be kept beyond its end. */
  history(epoch: string): RoomHistory;
  /**
   * Forgets the log; nothing of it stays but the tomb, until its time. Answers once that is kept, too, or with a refusal
   * when it can't be yet: it will be.
   */
  end(epoch: string, tomb: Tomb): MaybePromise<Refusal | undefined>;
  /** What all logs and rooms count for, of the memory allowed. */
  readonly usedBytes: number;
}

export type Ports = {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly verify: Verify;
  readonly fault: Fault;
  readonly engine: Engine;
  readonly fanout: Fanout;
  readonly wheel: Wheel<Due>;
  readonly passwords: Passwords;
  /** Whether a member is somebody with an account. */
  readonly isAccount: (memberId: string) => boolean;
  /** Which build this is. */
  readonly build: string;
};
