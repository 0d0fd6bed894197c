/** Reads bytes of a file; fewer where it ends. */
export type ReadBytes = (position: number, length: number) => Promise<Buffer>;
