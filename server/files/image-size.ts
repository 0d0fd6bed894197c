// Reads the width and height of an image as pages show it, from its header alone. Nothing is decoded.
import type { ReadBytes } from "./read-bytes.ts";

export type ImageSize = { readonly width: number; readonly height: number };

/** Segments of a JPEG that are looked at. */
const MAX_SEGMENTS = 200;

/** Returns undefined for what is no image, or none whose size is known. */
export async function imageSize(type: string, head: Buffer, read: ReadBytes): Promise<ImageSize | undefined> {
  try {
    switch (type) {
      case "image/png":
        return head.toString("latin1", 12, 16) === "IHDR"
          ? { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
          : undefined;
      case "image/gif":
        return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
      case "image/webp":
        return webpSize(head);
      case "image/avif":
        return avifSize(head);
      case "image/jpeg":
        return await jpegSize(read);
      default:
        return undefined;
    }
  } catch (error) {
    // The header ends early, or says what can't be.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function webpSize(head: Buffer): ImageSize | undefined {
  switch (head.toString("latin1", 12, 16)) {
    case "VP8X":
      return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
    case "VP8L": {
      const bits = head.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case "VP8 ":
      return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
    default:
      return undefined;
  }
}

/** The largest part is the picture; others are its thumbnail or its transparency. */
function avifSize(head: Buffer): ImageSize | undefined {
  let largest: ImageSize | undefined;
  for (let at = head.indexOf("ispe"); at >= 0; at = head.indexOf("ispe", at + 4)) {
    const size = { width: head.readUInt32BE(at + 8), height: head.readUInt32BE(at + 12) };
    if (largest === undefined || size.width * size.height > largest.width * largest.height) largest = size;
  }
  const rotation = head.indexOf("irot");
  return largest && rotation >= 0 && (head.readUInt8(rotation + 4) & 1) === 1 ? turned(largest) : largest;
}

/** A JPEG is a list of segments; that of the size may come after pictures in the metadata. */
async function jpegSize(read: ReadBytes): Promise<ImageSize | undefined> {
  let isTurned = false;
  let at = 2;
  for (let count = 0; count < MAX_SEGMENTS; count++) {
    const header = await read(at, 10);
    if (header.readUInt8(0) !== 0xff) return undefined;
    const marker = header.readUInt8(1);
    // Segments may be filled up with this byte before their marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = header.readUInt16BE(2);
    const isSize = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isSize) {
      const size = { width: header.readUInt16BE(7), height: header.readUInt16BE(5) };
      return isTurned ? turned(size) : size;
    }
    if (marker === 0xda || length < 2) return undefined;
    if (marker === 0xe1) isTurned ||= isTurnedByExif(await read(at + 4, length - 2));
    at += 2 + length;
  }
  return undefined;
}

/** Cameras write a picture as the sensor lies, and tell how to turn it: from 5 on, by a quarter. */
function isTurnedByExif(segment: Buffer): boolean {
  if (segment.toString("latin1", 0, 6) !== "Exif\0\0") return false;
  const tiff = segment.subarray(6);
  const isLittle = tiff.toString("latin1", 0, 2) === "II";
  const read16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  try {
    const list = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    const count = read16(list);
    for (let entry = 0; entry < count; entry++) {
      const at = list + 2 + entry * 12;
      if (read16(at) === 0x0112) return read16(at + 8) >= 5;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return false;
}

const turned = ({ width, height }: ImageSize): ImageSize => ({ width: height, height: width });
