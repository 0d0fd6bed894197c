// What the rest of the page may ask of an encrypted room's cipher. The keys of events stay in the worker; only those of files
// come out, for they are sealed and opened where they are read.
import type { Accessor } from "solid-js";
import type { Pin } from "#protocol/frames";
import type { FileRegister } from "./worker/file-register.ts";
import type { Answer, FileKeys, NewKeyAnswer, NewKeyWish, Notice, Phrases } from "./worker/messages.ts";

export type { FileKeys };

export type RoomCipher = {
  /** Returns the keys of files of the newest key epoch, for a file that is sealed now; undefined before the room was joined. */
  newestFileKeys(): Promise<FileKeys | undefined>;
  /** Returns the keys of files of a key epoch, as a file's header names it; undefined where this browser has no key of it. */
  fileKeys(keyEpoch: number): Promise<FileKeys | undefined>;
  /** Returns the newest key epoch; undefined before the room was joined. */
  keyEpoch(): number | undefined;
  /** What messages say of their files. */
  readonly files: FileRegister;
  /** Returns the fragment of the room's full link, without `#`: a signal that changes with the room's key. */
  link: Accessor<string>;
  /** Returns what everybody in the room should know, the oldest first, until it was read or holds no longer. */
  notices: Accessor<readonly Notice[]>;
  closeNotice(notice: Notice): void;
  /** Returns whether the room has a new key that leads this page in no more until its new link is opened. */
  needsLink: Accessor<boolean>;
  /** Goes on although the server shows an older or another keyring than this browser has seen, at the next join. */
  takeAnyKeyring(): void;
  readonly invites: {
    /** Says what a link for one use is in such a room. */
    hint(): string;
    /** Makes a link for one use; undefined where the room has a newer key than this page. */
    make(): Promise<Answer<"makeInvite">>;
  };
  openBoard(pins: readonly Pin[]): Promise<readonly Pin[]>;
  /** Returns what to send for a pin in place of words; undefined where its message isn't known. */
  sealPin(id: string, on: boolean): Promise<string | undefined>;
  /** Sends the room's title, which the API for settings doesn't take. Returns whether it was sent. */
  setTitle(title: string): Promise<boolean>;
  /** Gives the room a new key, as this page's person wishes. */
  newKey(wish: NewKeyWish): Promise<NewKeyAnswer>;
  /** This page's person is about to do something with a member: what the server says of it is taken for theirs. */
  asks(action: string, memberId: string): void;
  /** Returns the words to compare aloud: the room's, one's own, and those of members whose keys are known. */
  phrases(memberIds: readonly string[]): Promise<Phrases | undefined>;
  /** Returns whether the key goes when the tab is closed. */
  isForgottenOnClose: Accessor<boolean>;
  setForgottenOnClose(isForgotten: boolean): void;
};

const ciphers = new Map<string, RoomCipher>();

/** Returns the cipher of a room that this page has open; undefined where the room isn't encrypted. @param storageKey of the room */
export const cipherOf = (storageKey: string): RoomCipher | undefined => ciphers.get(storageKey);

/** Sets the cipher of a room, or ends it. */
export function setCipher(storageKey: string, cipher: RoomCipher | undefined): void {
  if (cipher === undefined) ciphers.delete(storageKey);
  else ciphers.set(storageKey, cipher);
}
