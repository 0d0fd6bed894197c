// Defines what rooms need to keep the bytes of files. server/files implements it in memory, on disk, and for several nodes.
import type { FileView } from "#protocol/frames";

/** What a file's first bytes tell of it. */
export type FileKind = { readonly type: string; readonly width?: number; readonly height?: number };

/** The bytes of one file. Whoever writes awaits each call before the next. */
export interface FileContent {
  /** How many bytes it has so far. */
  readonly bytes: number;
  /** What the content can be read with after a restart; undefined where nothing outlasts the process. */
  readonly key: string | undefined;
  /** Adds bytes at the end. Rejects when the disk fails. */
  append(chunk: Uint8Array): void | Promise<void>;
  /** Returns a function that takes back everything appended from now on. Rejects when the disk fails. */
  mark(): (() => void) | Promise<() => void>;
  /** Gives back what only writing needs: descriptors, buffers. Further bytes may follow. Rejects when the disk fails. */
  pause(): void | Promise<void>;
  /** Ends the file. It is safe on the disk when this resolves; rejects when the disk fails. */
  finish(): void | Promise<void>;
  /** Opens the ended file. Throws or rejects when it is gone. */
  open(): FileReader | Promise<FileReader>;
  /** Makes it unreadable in this process at once, also for those who are reading it. */
  forget(): void;
  /** Removes what is left of it, from memory or disk. */
  erase(): void;
}

export interface FileReader {
  /** Returns bytes from this position on: as many as asked for, or fewer, but one at least. Rejects when the file is gone. */
  read(position: number, maxBytes: number): Uint8Array | Promise<Uint8Array>;
  /** To be called once, however reading ends. */
  close(): void;
}

export interface FileStorage {
  create(id: string, file?: NewFile): FileContent;
  /** Returns the content of a file that outlasted the process. */
  restore(id: string, key: string, bytes: number): FileContent;
  /** How many bytes may still be written, as of the last measure. */
  freeBytes(): number;
  /** Asks the disk how much is free. Never rejects: writing will show what is wrong with a disk. */
  measure(): void | Promise<void>;
  /** Finds out what a file is. */
  inspect(content: FileContent): Promise<FileKind>;
  /** Removes what an earlier process left that is none of these files. */
  sweep(isKept: (id: string) => boolean): void;
}

/** Where a new file belongs, and how long it will be, where that is known. */
export type NewFile = { readonly epoch: string; readonly bytes: number | undefined };

/** What all nodes know of a file. */
export type SharedFile = {
  readonly uploaderId: string;
  /** What `reserve` was told first. */
  readonly about: string;
  /** What is safe of it. */
  readonly bytes: number;
  /** As messages show it, once it is whole. */
  readonly view: FileView | undefined;
  /** The token of the message that claims or has it. */
  readonly claim: string | undefined;
  /** How long it still lives without a message, ms. */
  readonly leftMs: number;
};

/** A file and what it counts for. */
export type Reservation = {
  readonly uploaderId: string;
  readonly about: string;
  /** What it counts for in all, not only what is added. */
  readonly bytes: number;
  readonly maxRoomBytes: number;
  /** How many files of this uploader no message may have, this one included. */
  readonly maxUnsaid: number;
};

/** What is full, or `gone` where the file or its room is. */
export type NoSpace = "room" | "unsaid" | "server" | "gone";

/** Where several nodes share their rooms: a file that all of them know. What can't be asked for now rejects. */
export interface SharedContent extends FileContent {
  /** Makes the file known to all, with what it counts for; or tells anew what it counts for. */
  reserve(reservation: Reservation): Promise<NoSpace | undefined>;
  /** Tells all what it is, now that it is whole. @returns false where it is gone */
  complete(view: FileView): Promise<boolean>;
  /**
   * Keeps it for a message, as long as its room lives. @param token the same one for a message that is sent again
   * @returns false where another message has it, or it is gone
   */
  claim(token: string): Promise<boolean>;
  /** Takes the last claim made here back, if nobody has claimed it since. */
  release(): void;
  /** A message has it: has it live as long as its room does, as all nodes know by now. */
  keep(): void;
  /** Returns what all know of it; undefined where it is gone. */
  look(): Promise<SharedFile | undefined>;
  /** Does the same, and has what is written from now on come from here: any other writer fails. */
  takeOver(): Promise<SharedFile | undefined>;
  /** Erases it unless a message has it. @param onlyExpired whether only if it has waited too long for one */
  eraseUnsaid(onlyExpired: boolean): void;
}

export interface SharedStorage extends FileStorage {
  create(id: string, file?: NewFile): SharedContent;
  restore(id: string, key: string, bytes: number): SharedContent;
  /** Returns what may be a file of a room. Only `look` tells. */
  find(epoch: string, id: string): SharedContent;
}

/** Returns the storage if several nodes share it. */
export const asSharedStorage = (storage: FileStorage): SharedStorage | undefined =>
  "find" in storage ? (storage as SharedStorage) : undefined;

/** Returns the content if several nodes share it. */
export const asShared = (content: FileContent | undefined): SharedContent | undefined =>
  content !== undefined && "takeOver" in content ? (content as SharedContent) : undefined;

/** The file may be there, but can't be reached now. */
export class FileUnreachable extends Error {}
/** The file is gone, or another node writes it by now. */
export class FileGone extends Error {}
