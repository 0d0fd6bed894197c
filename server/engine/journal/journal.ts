// Defines the journal, through which rooms survive a restart. Only the local engine uses it.
import type { EndedCode, RoomRecord, SavedFile } from "../../chat/lib/ports.ts";

/** One change to the saved data. "Erases" means that the former text is left nowhere on the disk. */
export type JournalWrite =
  | readonly ["open", RoomRecord]
  /** `nonceKey` and `timestamp` outlast the text, so that a late retry finds its first result. */
  | readonly ["event", epoch: string, seq: number, text: string, nonceKey: string | null, timestamp: string]
  /** Replaces the room's state, and erases the former one. */
  | readonly ["change", epoch: string, state: string]
  /** Replaces an event's text, and erases the former one. */
  | readonly ["rewrite", epoch: string, seq: number, text: string]
  /** Erases the events before `oldest`, and forgets the nonces of events before `oldestNonce`. */
  | readonly ["trim", epoch: string, oldest: number, oldestNonce: number]
  /** Saves the record of a file, which has the key to its bytes. */
  | readonly ["file", epoch: string, SavedFile]
  /** Erases the records of files. */
  | readonly ["unfile", epoch: string, ids: readonly string[]]
  /** Erases all of the room, and saves its ended code. */
  | readonly ["end", epoch: string, EndedCode]
  /** Saves an account, and erases its former record. */
  | readonly ["account", SavedAccount]
  /** Erases the account. A digest of its id is saved as retired if guest tokens for it may still exist. */
  | readonly ["forget", id: string, EndedCode | null]
  | readonly ["setting", name: string, value: string]
  /** Deletes a code of `mayfly invite`, which has been used. */
  | readonly ["spend", digest: string];

/** An account's record, as plain JSON. */
export type SavedAccount = { readonly id: string };

export type SavedEvent = { readonly seq: number; readonly text: string };
/** The nonce of an event that history has lost. */
export type SavedNonce = readonly [nonceKey: string, seq: number, timestamp: string];

export type SavedRoom = RoomRecord & {
  /** The seq of the newest event that history has dropped; 0 if it has dropped none. */
  readonly lastDroppedSeq: number;
  /** All events after it, in order of seq. */
  readonly events: readonly SavedEvent[];
  /** In order of seq. */
  readonly nonces: readonly SavedNonce[];
};

/** Everything that was saved before a restart. */
export type Saved = {
  /** Each room is read when the iterator comes to it. Throws a DataFileProblem where the file is damaged. */
  readonly rooms: Iterable<SavedRoom>;
  readonly tombs: readonly EndedCode[];
  readonly accounts: readonly SavedAccount[];
  /** Digests of the ids of erased accounts. Guest tokens for these ids are refused until the last of them has expired. */
  readonly retired: readonly EndedCode[];
  /** The settings that administrators changed, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** 64 random bytes of this file, from which the keys for tokens and digests are made. */
  readonly secret: Uint8Array;
};

export interface Journal {
  /** Writes a batch as a whole or not at all. Resolves once it is written; rejects when nothing is. */
  commit(batch: readonly JournalWrite[]): Promise<void>;
  /** Closes the file. Resolves once everything committed is safe. */
  close(): Promise<void>;
}
