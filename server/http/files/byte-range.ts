// Reads the Range header of a request for a file. Rule F12.
/** A part of a file, its last byte included; "none" where the file has no such part. */
type ByteRange = { readonly from: number; readonly to: number } | "none";

/**
 * Returns the part that a Range header asks for (RFC 9110), or undefined for the whole file: also where it asks for several
 * parts, which servers need not send one by one.
 */
export function parseRange(header: string | null, bytes: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? "none" : { from: bytes - length, to: bytes - 1 };
  }
  const from = Number(first);
  if (last !== "" && Number(last) < from) return undefined;
  if (from >= bytes) return "none";
  return { from, to: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}
