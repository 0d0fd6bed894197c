// Seals a file a little ahead of its upload, so that it is never in memory as a whole. The sealed parts are made once, in their
// order, and kept until they were sent: no part is ever sealed a second time under its key, whatever the file has become.
import { concat, type FillRandom, toBase64url } from "#protocol/e2ee/bytes";
import { type FileDescription, type FileKeys, type SealedFile, sealFile } from "#protocol/e2ee/file-cipher";
import { sealedFileBytes } from "#protocol/e2ee/file-layout";

const READ_BYTES = 1024 * 1024;

/** What was to be read again was sealed under a key that isn't used any more. */
export class SealedBefore extends Error {
  override name = "SealedBefore";
}

async function* partsOf(content: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.size; at += READ_BYTES)
    yield new Uint8Array(await content.slice(at, at + READ_BYTES).arrayBuffer());
}

export type SealedContent = ReturnType<typeof createSealedContent>;

export function createSealedContent(content: Blob, description: FileDescription, keys: FileKeys, random: FillRandom) {
  const seal = () => sealFile(keys, description, partsOf(content), random);
  let sealed: SealedFile = seal();
  /** What is kept: sealed, and not yet known to be sent. It begins at `start` of the sealed file. */
  let kept: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  let isBroken = false;
  let last: Promise<unknown> = Promise.resolve();

  function forgetBefore(place: number): void {
    for (let first = kept[0]; first !== undefined && start + first.length <= place; first = kept[0]) {
      kept.shift();
      start += first.length;
    }
  }

  async function slice(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    if (from < start || isBroken) {
      if (from !== 0) throw new SealedBefore("this part can't be sealed again");
      [sealed, kept, start, end, isBroken] = [seal(), [], 0, 0, false];
    }
    forgetBefore(from);
    while (end < Math.min(to, size)) {
      isBroken = true;
      const { value, done } = await sealed.parts.next();
      if (done) throw new RangeError("the file ended early");
      isBroken = false;
      kept.push(value);
      end += value.length;
      forgetBefore(from);
    }
    return concat(...kept).slice(from - start, to - start);
  }

  const size = sealedFileBytes(description.bytes);
  return {
    /** How large the sealed file is. */
    size,
    /** The salt in its header, by which its message names it. It is another one after it began anew. */
    salt: () => toBase64url(sealed.salt),

    /**
     * Returns a part of the sealed file. Parts are asked for from the beginning on; going back as far as what was returned
     * last gives the same bytes. Going back to the beginning begins anew with another key.
     * @throws SealedBefore where it would have to be sealed again, and whatever reading the file throws
     */
    slice(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
      const part = last.then(() => slice(from, to));
      last = part.catch(() => {});
      return part;
    },
  };
}
