// Defines what rooms need to keep the bytes of files. server/files implements it in memory and on disk.
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
  create(id: string): FileContent;
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
