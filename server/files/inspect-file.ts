// Finds out what a file is from its content, whatever its sender says: its media type, and the size of an image that pages
// can show. Only the parts that tell are read. Rules F11, F13.
import type { FileContent, FileKind } from "../chat/lib/file-ports.ts";
import { type ImageSize, imageSize } from "./image-size.ts";
import type { ReadBytes } from "./read-bytes.ts";
import { sniffType } from "./sniff-type.ts";

const HEAD_BYTES = 64 * 1024;
/** A browser needs four bytes for each pixel: a larger image may be a trap, and is a file like any other. */
const MAX_SHOWN_PIXELS = 100_000_000;
const MAX_SHOWN_SIDE = 32_767;

export async function inspectFile(content: FileContent): Promise<FileKind> {
  if (content.bytes === 0) return { type: "application/octet-stream" };
  const reader = await content.open();
  const readBytes: ReadBytes = async (position, length) => {
    const parts: Uint8Array[] = [];
    const end = Math.min(position + length, content.bytes);
    for (let at = position; at < end; ) {
      const part = await reader.read(at, end - at);
      parts.push(part);
      at += part.length;
    }
    return Buffer.concat(parts);
  };
  try {
    const head = await readBytes(0, HEAD_BYTES);
    const type = await sniffType(head, content.bytes, readBytes);
    const size = await imageSize(type, head, readBytes);
    return size !== undefined && isShowable(size) ? { type, ...size } : { type };
  } finally {
    reader.close();
  }
}

function isShowable({ width, height }: ImageSize): boolean {
  const isSized = width > 0 && height > 0 && width <= MAX_SHOWN_SIDE && height <= MAX_SHOWN_SIDE;
  return isSized && width * height <= MAX_SHOWN_PIXELS;
}
