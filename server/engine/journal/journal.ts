// What the local engine asks of whatever lets rooms survive a restart. Known to it alone.
import type { RoomRecord, Tomb } from "../../chat/lib/ports.ts";

/** One change to what is kept; a batch of them is written whole or not at all. */
export type Write =
  | readonly ["open", RoomRecord]
  /** `nonceKey` and `timestamp` outlast the text, so that a late retry finds its first result. */
  | readonly ["event", epoch: string, seq: number, text: string, nonceKey: string | null, timestamp: string]
  /** The room's state is another now; what it was must be found nowhere. */
  | readonly ["change", epoch: string, state: string]
  /** An event's text is another now; what it was must be found nowhere. */
  | readonly ["rewrite", epoch: string, seq: number, text: string]
  /** Events before `oldest` are history no more, and must be found nowhere; their nonces count from `nonces` on. */
  | readonly ["trim", epoch: string, oldest: number, nonces: number]
  /** All of the room goes, and must be found nowhere; the tomb comes. */
  | readonly ["end", epoch: string, Tomb]
  /** An account as it is now; what it was must be found nowhere. */
  | readonly ["account", KeptAccount]
  /** All of the account goes, and must be found nowhere; that its id proves nobody stays for a while. */
  | readonly ["forget", id: string, Tomb | null]
  | readonly ["setting", name: string, value: string]
  /** A code of `mayfly invite` is used up. */
  | readonly ["spend", digest: string];

/** Plain JSON. */
export type KeptAccount = { readonly id: string };

export type SavedEvent = { readonly seq: number; readonly text: string };
/** Of an event that history has lost. */
export type SavedNonce = readonly [nonceKey: string, seq: number, timestamp: string];

export type SavedRoom = RoomRecord & {
  /** The seq of the last event that history has lost, 0 where it has lost none. */
  readonly gone: number;
  /** The events after it, without a hole. */
  readonly events: readonly SavedEvent[];
  /** In order of seq. */
  readonly nonces: readonly SavedNonce[];
};

/** All that outlived a restart. */
export type Saved = {
  /** Each is read when it is asked for, as it is then; throws when it can't be what was written. */
  readonly rooms: Iterable<SavedRoom>;
  readonly tombs: readonly Tomb[];
  readonly accounts: readonly KeptAccount[];
  /** Ids that were accounts' and prove nobody, until then. */
  readonly retired: readonly Tomb[];
  /** What administrators set, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** 64 random bytes of this file's own: what tokens are signed and digests are made with. */
  readonly secret: Uint8Array;
};

export interface Journal {
  /** Resolves once all is written; rejects when nothing is. */
  commit(batch: readonly Write[]): Promise<void>;
  /** Resolves once what was committed is safe and the file is closed. */
  close(): Promise<void>;
}
