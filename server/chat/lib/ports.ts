// Defines the interfaces that rooms need from outside. engine/, http/ and create-node.ts implement them; testing/ does so
// for tests.
import type { Refusal } from "#protocol/error-codes";
import type { ChatEvent, LogEvent, Member } from "#protocol/frames";
import type { FileStorage } from "./file-ports.ts";
import type { Histogram } from "./histogram.ts";
import type { AllNodes } from "./node-ports.ts";
import type { TimerWheel } from "./timer-wheel.ts";
import type { TokenBuckets } from "./token-bucket.ts";

/** Returns the present instant in epoch ms. */
export type Clock = () => number;
/** Fills the array with cryptographically secure random bytes. */
export type Random = (bytes: Uint8Array) => void;
/** Returns a one-way digest of a short text. It is keyed, and stays the same as long as the server's secret does. */
export type Digest = (text: string) => string;
/** Returns a SHA-256, as anybody can compute it, in base64url. */
export type Sha256 = (bytes: Uint8Array) => string;
/** The member a token proves. `signIn` is the device an account is signed in on: signing it out closes its connections. */
export type AuthenticatedMember = Member & { readonly signIn?: string };
/** Returns the member a token proves, or why it proves nobody. */
export type VerifyToken = (token: string) => AuthenticatedMember | Refusal;

/** Logs an unexpected error. @returns the id it is logged under */
export type ReportFault = (error: unknown) => string;
/** Called once when a timer is due, with the time of the present tick in epoch ms. */
export type TimerCallback = (now: number) => void;

export type MaybePromise<T> = T | Promise<T>;

/** Names that belong to one member on the whole server, or to the server itself. */
export interface ReservedNames {
  /** Another number whenever names were reserved or freed. */
  readonly version: number;
  /** Returns whether the name belongs to somebody other than this member. */
  isKeptFrom(name: string, memberId: string): boolean;
  /** Returns whether the name is this member's own. */
  isOwn(name: string, memberId: string): boolean;
}

/** Hashes and checks passwords, slowly on purpose. Refuses `busy` at once when too many wait already. */
export interface PasswordHasher {
  /** Returns the hash that may be stored of a password. */
  hash(password: string): Promise<string | Refusal>;
  /** Returns whether the hash was made from this password. */
  verify(password: string, hash: string): Promise<boolean | Refusal>;
}

/** Sends one text to every subscriber of a topic. */
export interface Fanout {
  /** Sends a text to the topic's subscribers. @param seq the seq of the event; undefined for a signal */
  publish(topic: string, text: string, seq?: number): void;
  /**
   * Makes later texts go to the subscribers of `batchTopic(topic)` as well, several in one frame.
   * @param mayHold whether they may wait for others even while the server has nothing else to do
   */
  startBatching(topic: string, mayHold: boolean): void;
  /** Sends the texts that wait in a batch. */
  flush(topic: string): void;
  /** Sends the texts that wait in a batch, and batches no further ones. */
  stopBatching(topic: string): void;
  /** Returns whether any event stream gets the topic's texts. */
  hasListeners(topic: string): boolean;
  /** Sends the topic's last text to event streams and ends them. */
  close(topic: string, text: string): void;
}

/** Returns the topic whose subscribers get the texts of this topic in batches, a line each. */
export const batchTopic = (topic: string) => `${topic}+`;

/** One open socket. Bun's ServerWebSocket implements it as it is. */
export interface Socket {
  /** @returns the bytes sent; 0 when dropped, -1 when queued behind a slow reader */
  send(text: string): number;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  close(code: number, reason?: string): void;
}

/** An event that is not in the log yet: its `id` is empty and its `seq` is 0. */
export type Draft = LogEvent;

/** One event as text. It is encoded once, to be kept and to be sent. */
export type LogEntry = { readonly seq: number; readonly text: string };

export type AppendResult = LogEntry & {
  /** Whether the nonce was known already. If so, this is the first result, and nothing was delivered now. */
  readonly repeated: boolean;
};

/** The sender and nonce that an event is remembered by. */
export type NonceOwner = {
  readonly type: LogEvent["type"];
  readonly userId?: string | null | undefined;
  readonly nonce?: string | undefined;
};

/** A part of a log within limits: the newest events, those before a seq, or those after one. */
export type HistoryRange = {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
  readonly maxBytes?: number;
  readonly messagesOnly?: boolean;
};

/** Entries in order of seq. `more` tells whether there are further entries in the requested direction. */
export type HistoryPage = { readonly entries: readonly LogEntry[]; readonly more: boolean };

/** Consecutive events as they are sent, joined by commas; `last` is the seq of the last one, where there is any. */
export type JoinedEvents = { readonly text: string; readonly last: number | undefined; readonly more: boolean };

/** A file of a message, as it is saved: the record is a text that only the domain reads. */
export type SavedFile = { readonly id: string; readonly record: string };

/** The saved data of a room, besides its events. */
export type RoomRecord = {
  readonly epoch: string;
  /** The properties that are fixed when the room is created, as plain JSON. */
  readonly founding: object;
  /** The room's present state, as a text that only the domain reads. */
  readonly state: string;
  /** When the room ends, as in its state. */
  readonly expiresAt?: number | null | undefined;
  /** The digest of its code, by which other nodes find it; undefined where there are none. */
  readonly codeDigest?: string | undefined;
  /** The files of its messages; absent where it has none. */
  readonly files?: readonly SavedFile[] | undefined;
};

/** A room's state with the text it is kept as. The engine delivers the same object back, and reads nothing of it. */
export type EncodedState = {
  readonly text: string;
  readonly state: object;
  /** When the room ends, epoch ms; null where it never does; undefined where the engine needn't know. */
  readonly expiresAt?: number | null;
  /** The files that are kept as long as the state has them, whatever becomes of their messages. */
  readonly keptFiles?: readonly string[];
};

/** The remembered code of an ended room: its digest, and until when (epoch ms) it is remembered. */
export type EndedCode = { readonly digest: string; readonly until: number };

/**
 * Called for every event in order of seq, and for every signal, whose `event` is undefined. `state` is given when it
 * replaces the room's state. A change of state without an event has an empty text.
 */
export type Deliver = (text: string, event: LogEvent | undefined, state?: EncodedState) => void;

/** @param forgotten resolves when their records are erased; undefined where nothing is saved */
export type FilesGone = (epoch: string, ids: readonly string[], forgotten?: Promise<unknown>) => void;

/** The history of one room. */
export interface RoomHistory {
  /** The seq of the newest event, 0 before the first. */
  readonly head: number;
  /** The seq of the oldest event kept; one more than the head when there is none. */
  readonly oldest: number;
  /** Returns whether history still has every event after this seq. */
  holdsAfter(seq: number): boolean;
  read(range: HistoryRange): HistoryPage;
  /** Returns as many events as fit, after a seq or the newest, in one text: cheaper than one by one. */
  readJoined(after: number | undefined, maxBytes: number): JoinedEvents;
  /** Returns whether an event is about this member, or from them. */
  mentionsMember(memberId: string): boolean;
  /** Returns the message of this id as it is now, where history still has it. */
  findMessage(id: string): ChatEvent | undefined;
  /** Returns the id of the message that has this file. */
  messageOfFile(id: string): string | undefined;
  /**
   * Returns the result of an earlier append with the same sender and nonce. Where history has lost that event, its text is
   * made again from the draft.
   */
  firstResult(draft: Draft): AppendResult | undefined;
  /** Returns the same, but only if history still has the event. */
  findByNonce(event: NonceOwner): AppendResult | undefined;
}

/**
 * Orders, keeps and delivers a room's events in one step, so that order and delivery can't disagree.
 * A room is named by its epoch. Everything of an open room can be read without waiting; only writing may have to wait.
 */
export interface Engine {
  /**
   * Begins a room's log. Refused `server_full` when the server's memory for rooms is used up.
   * @param visitor whose rooms share the memory that one visitor may take; undefined where that doesn't count
   */
  open(room: RoomRecord, deliver: Deliver, visitor?: string): MaybePromise<Refusal | undefined>;
  /**
   * Gives the draft its seq, keeps it together with the room's new state, if there is one, delivers both, then answers.
   * A nonce seen before changes nothing. The engine takes the draft over and completes it in place, which spares a copy
   * of every message: the caller must not use it afterwards.
   * @param files those of the draft, which are saved with it
   * @param slowModeMs how long after the sender's last such message this one may come, where several nodes share the room
   */
  append(
    epoch: string,
    draft: Draft,
    state?: EncodedState,
    files?: readonly SavedFile[],
    slowModeMs?: number,
  ): MaybePromise<AppendResult | Refusal>;
  /** Names the one function that is called when messages have lost files: deleted, wiped, or dropped from history. */
  onFilesGone(listener: FilesGone): void;
  /** Keeps a state without an event, and delivers it. */
  saveState(epoch: string, state: EncodedState): MaybePromise<Refusal | undefined>;
  /** Takes a member's name out of every event of a room. */
  forgetName(epoch: string, memberId: string): void;
  /** Delivers a text without keeping it. */
  signal(epoch: string, text: string): void;
  /** Returns the history of an open room. It must not be used beyond the room's end. */
  history(epoch: string): RoomHistory;
  /**
   * Erases the room; only its ended code is kept, until its time. Answers once that is saved, or with a refusal if it can't
   * be saved yet: the engine then keeps trying.
   */
  end(epoch: string, endedCode: EndedCode): MaybePromise<Refusal | undefined>;
  /** How many bytes of the allowed memory are in use, by all rooms and their logs. */
  readonly usedBytes: number;
  /** Returns what one open room counts for of them. */
  bytesOf(epoch: string): number;
}

/** Is told what an engine learns of this node's rooms from other nodes, beside what it delivers. */
export interface RoomWatcher {
  /** Another node has appended this event, which is delivered afterwards. */
  appended(event: LogEvent): void;
  /** Another node has ended the room. The engine has let go of it. */
  ended(epoch: string): void;
  /**
   * What members were told can't go on: events were lost, or more were missed than history has. The room goes on with this
   * record and the history of `record.epoch`, which is another epoch where events were lost. Members need a snapshot.
   */
  restarted(epoch: string, record: RoomRecord): void;
  /** Another node that has the room has sent a note about it. */
  noted(epoch: string, node: string, note: string): void;
  /** A node that had sent notes has stopped, or can't be reached any more. */
  lostNode(node: string): void;
  /** Notes may have been missed, about any room. */
  missedNotes(): void;
}

/** The room that has a code; `ended` where one had it and that is still remembered; undefined where none has it. */
export type CodeHolder = { readonly epoch: string } | "ended" | undefined;

/** What an engine counts of its connection to what the nodes share. */
export type SharedEngineStats = {
  /** How long what a node publishes takes to come back to it. */
  readonly lag: Histogram;
  /** How long a command takes to be answered. */
  readonly commands: Histogram;
  /** How often missed events of a room were read. */
  readonly gapsRead: number;
  /** How often that was found only because the node looked: its subscription had gone silent. */
  readonly silentSubscribers: number;
  readonly reconnects: number;
};

/** An engine whose rooms several nodes share. Each has those that it opened or joined, and may let go of them again. */
export interface SharedEngine extends Engine {
  readonly stats: SharedEngineStats;
  /** Whether what is shared can be reached and takes something. */
  readonly isHealthy: boolean;
  /** Counts the buckets of a limit together with those of the same name on all other nodes. */
  shareLimit(name: string, buckets: TokenBuckets): void;
  /** What all nodes know beside the rooms that they have. */
  readonly nodes: AllNodes;
  /** Names who is told the key under which all nodes count visitors, now and when it is replaced. */
  watchDayKey(listener: (key: Uint8Array) => void): void;
  /** Names who is told what comes from other nodes. */
  watch(watcher: RoomWatcher): void;
  /**
   * Opens a room that another node began, with all its history. A room must not be joined twice at the same time.
   * @param attach returns the function that later events are delivered to
   * @returns undefined where there is no such room
   */
  join(epoch: string, attach: (record: RoomRecord) => Deliver): Promise<RoomRecord | Refusal | undefined>;
  /** Lets go of a room, which goes on elsewhere or until somebody joins it again. */
  leave(epoch: string): void;
  /** Finds the room of a code by the code's digest. */
  lookUp(codeDigest: string): Promise<CodeHolder | Refusal>;
  /**
   * Sends a note to the other nodes that have the room, or to one of them; it is not kept.
   * @returns how many nodes it has reached, this one among them; 0 where it may have reached none
   */
  note(epoch: string, note: string, to?: string): Promise<number>;
}

/** Returns the engine if several nodes share its rooms. */
export const asSharedEngine = (engine: Engine): SharedEngine | undefined =>
  "lookUp" in engine ? (engine as SharedEngine) : undefined;

export type Ports = {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly sha256: Sha256;
  readonly verifyToken: VerifyToken;
  readonly reportFault: ReportFault;
  readonly engine: Engine;
  readonly fanout: Fanout;
  readonly wheel: TimerWheel<TimerCallback>;
  readonly passwords: PasswordHasher;
  readonly fileStorage: FileStorage;
  /** Returns whether the member has an account. */
  readonly isAccount: (memberId: string) => boolean;
  /** The server's build, which clients get in the welcome. */
  readonly build: string;
};
