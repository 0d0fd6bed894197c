// How `sniff-type.ts` and `image-size.ts` read the parts of a file that tell what it is.
/** Reads bytes of a file; fewer where it ends. */
export type ReadBytes = (position: number, length: number) => Promise<Buffer>;
