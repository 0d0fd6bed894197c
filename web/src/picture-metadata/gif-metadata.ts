// Cuts comments and the metadata of programs out of a GIF, block by block (GIF89a). The frames and how often they repeat stay.

type Bytes = Uint8Array<ArrayBuffer>;

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const COMMENT = 0xfe;
const APPLICATION = 0xff;
/** What programs add that says how the picture looks: repetition and colours. */
const KEPT_APPLICATIONS = /^(?:NETSCAPE2\.0|ANIMEXTS1\.0|ICCRGBG1012)$/;
const HEADER_BYTES = 13;
const IMAGE_HEADER_BYTES = 10;

/** Returns how many bytes a table of colours takes, which the flags of what it belongs to tell. */
const tableBytes = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);

/** Returns where a row of sub-blocks ends, each of which begins with its length; undefined where the file ends before. */
function endOfSubBlocks(bytes: Bytes, from: number): number | undefined {
  for (let at = from; at < bytes.length; at += 1 + (bytes[at] ?? 0)) if (bytes[at] === 0) return at + 1;
  return undefined;
}

function isKeptExtension(bytes: Bytes, at: number): boolean {
  const label = bytes[at + 1];
  if (label !== APPLICATION) return label !== COMMENT;
  return KEPT_APPLICATIONS.test(String.fromCharCode(...bytes.subarray(at + 3, at + 14)));
}

/** Returns the parts of a GIF that stay; undefined for what is none, or broken. What follows its end is dropped. */
export function gifParts(bytes: Bytes): Bytes[] | undefined {
  if (!/^GIF8[79]a$/.test(String.fromCharCode(...bytes.subarray(0, 6)))) return undefined;
  let at = HEADER_BYTES + tableBytes(bytes[10] ?? 0);
  const parts = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === TRAILER) return [...parts, bytes.subarray(at, at + 1)];
    if (kind !== EXTENSION && kind !== IMAGE) return undefined;
    // An image has its own table of colours and a byte for its compression before its data.
    const data = kind === IMAGE ? at + IMAGE_HEADER_BYTES + tableBytes(bytes[at + 9] ?? 0) + 1 : at + 2;
    const end = endOfSubBlocks(bytes, data);
    if (end === undefined) return undefined;
    if (kind === IMAGE || isKeptExtension(bytes, at)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
}
