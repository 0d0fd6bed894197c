// What the rest of the page may ask of an encrypted room's cipher. The keys of events stay in the worker; only those of files
// come out, for they are sealed and opened where they are read.
import type { EpochKeys } from "#protocol/e2ee/key-schedule";
import type { FileRegister } from "./file-register.ts";

/** What `sealFile` and `openFile` of the core need of a key epoch. */
export type FileKeys = Pick<EpochKeys, "roomId" | "keyEpoch" | "files">;

export type RoomCipher = {
  /** Returns the keys of files of the newest key epoch, for a file that is sealed now. Rejects before the room was joined. */
  newestFileKeys(): Promise<FileKeys>;
  /** Returns the keys of files of a key epoch, as a file's header names it; undefined where this browser has no key of it. */
  fileKeys(keyEpoch: number): Promise<FileKeys | undefined>;
  /** Returns the newest key epoch; undefined before the room was joined. */
  keyEpoch(): number | undefined;
  /** What messages say of their files. */
  readonly files: FileRegister;
  /** Returns the room's full link. */
  link(): string | undefined;
};

const ciphers = new Map<string, RoomCipher>();

/** Returns the cipher of a room that this page has open; undefined where the room isn't encrypted. @param storageKey of the room */
export const cipherOf = (storageKey: string): RoomCipher | undefined => ciphers.get(storageKey);

/** Sets the cipher of a room, or ends it. */
export function setCipher(storageKey: string, cipher: RoomCipher | undefined): void {
  if (cipher === undefined) ciphers.delete(storageKey);
  else ciphers.set(storageKey, cipher);
}
