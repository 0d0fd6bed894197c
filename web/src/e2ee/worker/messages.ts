// What page and worker say to each other. The worker holds the keys; the page has the socket.

import type { FileMention } from "#protocol/e2ee/event-body";
import type { EpochKeys } from "#protocol/e2ee/key-schedule";
import type { ChatEvent, EditEvent, FileView, LogEvent, Pin } from "#protocol/frames";
import type { EncryptionRequest } from "#protocol/schemas";
import type { KeyProblem, WorkerTexts } from "../../i18n/parts/encryption-texts.ts";

/** The secret of a key epoch, and the fragment of the room's link then. */
export type KeptSecret = {
  readonly keyEpoch: number;
  readonly value: string;
  readonly link: string;
  /** Where it was drawn together with another password. */
  readonly password?: KeptPassword;
};

type KeptPassword = { readonly salt: string; readonly key: string };

/** What a browser keeps of an encrypted room. Stored as it is: keep the names of its fields. All bytes are base64url. */
export type KeptRoom = {
  /** The fragment of the room's newest link that is known. */
  readonly link: string;
  /** The seed of this member's key in this room. */
  readonly seed: string;
  /** The newest secret, once the room was joined with it: with it, no password is asked for. */
  readonly secret?: { readonly keyEpoch: number; readonly value: string };
  /** A secret that this browser drew for the next key, until the keyring has its record or another's. */
  readonly drawn?: KeptSecret;
  /**
   * The secrets of before, the newest first: a room that went back to a backup opens with one of them, and what a later key
   * closed can still be read with the last one before it.
   */
  readonly former?: readonly KeptSecret[];
  /** What was made of the room's password when it was typed: a new key is made with it, too. */
  readonly password?: KeptPassword;
  /** How long the keyring was, and the digest of its last record then: a server can't go back behind it. */
  readonly keyring?: { readonly length: number; readonly head: string };
  /** The keys of other members, by their ids. */
  readonly memberKeys?: Readonly<Record<string, string>>;
  /** The room's end, epoch ms; after it, nothing of this is kept. */
  readonly endsAt?: number;
};

/** What is said once to everybody in the room, as it shows that somebody isn't honest. */
export type Notice =
  | { readonly is: "history" | "other_key"; readonly memberId?: string }
  /** There is a new key that this page wasn't given. */
  | { readonly is: "no_new_key" }
  /** Somebody was removed, and no new key has followed yet. */
  | { readonly is: "key_pending" };

export type Phrases = {
  readonly room: string;
  readonly you: string;
  readonly members: Readonly<Record<string, string>>;
};

/** What `sealFile` and `openFile` of the core need of a key epoch. */
export type FileKeys = Pick<EpochKeys, "roomId" | "keyEpoch" | "files">;

/** What the room's next key is to be, where somebody asks for one. */
export type NewKeyWish = {
  /** Whether who comes with the new link can't read what was said before. */
  readonly closesPast: boolean;
  /** null: none from now on; undefined: as before. */
  readonly password: string | null | undefined;
};

/** `unknown_password`: the room's password was never typed here, so it can't be kept. `refused`: this member may make none. */
export type NewKeyAnswer = "made" | "unknown_password" | "refused";

/** A question with one answer. */
export type Questions = {
  fileKeys: (keyEpoch: number | undefined) => FileKeys | undefined;
  openMessages: (messages: readonly ChatEvent[]) => readonly ChatEvent[];
  /** Returns the events of the welcome that are before this one, once they are opened; undefined where there are none. */
  olderEvents: (before: number) => { readonly messages: readonly LogEvent[]; readonly more: boolean } | undefined;
  openBoard: (pins: readonly Pin[]) => readonly Pin[];
  sealPin: (id: string, on: boolean) => string | undefined;
  /** Takes another link of the room. `wrapped` is what the server held for a link for one use. Returns whether it can be one. */
  setLink: (link: string, wrapped: string | undefined) => boolean;
  /** Returns a new link for one use, and what the server is to hold for it; undefined where the newest key isn't known. */
  makeInvite: () => { readonly wrapped: string; readonly link: string } | undefined;
  /** Takes any keyring from now on, until the room was joined. */
  takeAnyKeyring: () => void;
  setTitle: (title: string) => boolean;
  newKey: (wish: NewKeyWish) => Promise<NewKeyAnswer>;
  phrases: (memberIds: readonly string[]) => Promise<Phrases | undefined>;
};
export type Question = keyof Questions;
export type Answer<Q extends Question> = Awaited<ReturnType<Questions[Q]>>;

export type ToWorker =
  | { type: "create"; code: string; password: string | undefined }
  | { type: "start"; code: string; kept: KeptRoom; base: string; texts: WorkerTexts; readTo: number }
  /** A new socket was opened: what is said from now on is said to it. */
  | { type: "opened"; socket: number }
  /** The server sent this. */
  | { type: "received"; text: string }
  /** The page would send this in a room that isn't encrypted. `you` is who says it. */
  | { type: "send"; text: string; you: { id: string; name: string; avatar: string | null } | undefined }
  /** The page's person is about to do something with a member. */
  | { type: "asks"; action: string; memberId: string }
  /** A file was uploaded: the message that takes it says so. */
  | { type: "file"; file: FileMention }
  | { type: "ask"; id: number; question: Question; args: readonly unknown[] };

export type FromWorker =
  | { type: "created"; encryption: EncryptionRequest; kept: KeptRoom }
  /** A frame for the page, as if the room weren't encrypted, by way of the socket that it came by. */
  | { type: "deliver"; text: string; socket: number }
  /** The events of the welcome that the page doesn't have yet are opened: it may take them. */
  | { type: "older" }
  /** A frame for the server. */
  | { type: "transmit"; text: string; socket: number }
  | { type: "keep"; kept: KeptRoom }
  | { type: "problem"; problem: KeyProblem; socket: number }
  /** The page is to connect anew. */
  | { type: "restart" }
  | { type: "notice"; notice: Notice }
  /** This holds no longer. */
  | { type: "settled"; notice: Notice }
  /** These messages are not signed by whom they name: a mark stands before their words. */
  | { type: "mark"; edits: readonly EditEvent[] }
  /** The files of a message, and what it says of them. Comes before the message. */
  | { type: "files"; places: readonly FileView[]; said: readonly FileMention[] }
  | { type: "answer"; id: number; value: unknown };
