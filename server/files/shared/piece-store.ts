// Where the pieces of files are kept that several nodes share. A piece has a name that is never used twice: what a node writes
// that was overtaken by another is nowhere mentioned, so it can't spoil anything.

export type FileAddress = { readonly epoch: string; readonly id: string };

export interface PieceStore {
  /** How many bytes of a file are in one piece, but for the last: whole chunks. */
  readonly pieceBytes: number;
  put(address: FileAddress, writer: string, name: string, bytes: Uint8Array): Promise<void>;
  /** Returns as many bytes from there on. */
  read(address: FileAddress, name: string, from: number, length: number): Promise<Uint8Array>;
  /** Removes pieces, of which some may not be there. */
  remove(address: FileAddress, names: readonly string[]): Promise<void>;
  /** Returns how much more it can keep. */
  freeBytes(): Promise<number>;
}

/** A piece that lies in a folder or a store, and when it was written, epoch ms. */
export type StoredPiece = FileAddress & { readonly name: string; readonly writtenAt: number };

/** A store outside of Redis, where pieces may be left by a node that died. */
export interface OutsideStore extends PieceStore {
  /** Returns why it can't be used at all, in a few words; undefined where it can, or is only out of reach now. */
  check(): Promise<string | undefined>;
  /** Returns all pieces, in parts. What isn't called as ours is left out. */
  list(): AsyncIterable<readonly StoredPiece[]>;
}

/** The address of a piece that is written and removed again, to see whether that is possible. */
export const PROBE: FileAddress = { epoch: "start", id: "0".repeat(16) };

/** How many bytes of a file are in one piece outside of Redis: as much of an upload is in memory while it comes. */
export const OUTSIDE_PIECE_BYTES = 1024 * 1024;

const OWN_NAME = /^([0-9a-z]{1,64})-([0-9a-z]{16})-([0-9a-f]{16})$/;

/** What a piece is called in a folder or a store: names tell nothing of the room or the file. */
export const outsideName = ({ epoch, id }: FileAddress, name: string) => `${epoch}-${id}-${name}`;

/** Returns which piece has this name; undefined where none of ours has. */
export function parseOutsideName(text: string): (FileAddress & { readonly name: string }) | undefined {
  const [, epoch, id, name] = OWN_NAME.exec(text) ?? [];
  return epoch === undefined || id === undefined || name === undefined ? undefined : { epoch, id, name };
}
