// Reads a multipart/form-data body (RFC 7578) part by part, as it comes. No more of it is in memory than one chunk.
// Rule F8.
import { Refusal } from "#protocol/error-codes";

const MAX_LINE_BYTES = 256;
const MAX_HEADER_BYTES = 16 * 1024;
const BAD_MULTIPART = new Refusal("malformed", "The form is not as RFC 7578 says.");

type FormPart = {
  readonly name: string;
  /** Undefined for a field that is no file. */
  readonly fileName: string | undefined;
  /** To be read before the next part. Throws a Refusal where the form ends too early. */
  readonly chunks: AsyncIterable<Buffer>;
};

/** Returns the boundary of a content type; undefined where that is none of a form. */
export function boundaryOf(contentType: string | null): string | undefined {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? "") ?? [];
  return quoted ?? plain;
}

/**
 * Iterates over the parts of a form.
 * @param next returns the next bytes, undefined at the end
 * @throws a Refusal when it is malformed
 */
export async function* readForm(
  next: () => Promise<Uint8Array | undefined>,
  boundary: string,
): AsyncGenerator<FormPart, void, void> {
  const delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  // The first delimiter need not follow a line.
  let rest: Buffer = Buffer.from("\r\n");
  const fill = async () => {
    const chunk = await next();
    if (chunk === undefined) throw BAD_MULTIPART;
    rest = rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([rest, chunk]);
  };

  async function* contentUntilDelimiter(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const at = rest.indexOf(delimiter);
      // A delimiter may have begun at the end of what is here.
      const end = at >= 0 ? at : Math.max(0, rest.length - delimiter.length + 1);
      const content = rest.subarray(0, end);
      rest = rest.subarray(at >= 0 ? at + delimiter.length : end);
      if (content.length > 0) yield content;
      if (at >= 0) return;
      await fill();
    }
  }

  async function readUntil(mark: string, maxBytes: number): Promise<string> {
    for (;;) {
      const at = rest.indexOf(mark);
      if (at >= 0) {
        const text = rest.toString("utf8", 0, at);
        rest = rest.subarray(at + mark.length);
        return text;
      }
      if (rest.length > maxBytes) throw BAD_MULTIPART;
      await fill();
    }
  }

  for await (const _ of contentUntilDelimiter());
  for (;;) {
    while (rest.length < 2) await fill();
    if (rest.toString("latin1", 0, 2) === "--") return;
    await readUntil("\r\n", MAX_LINE_BYTES);
    const headers = await readUntil("\r\n\r\n", MAX_HEADER_BYTES);
    const content = contentUntilDelimiter();
    yield { ...namesOf(headers), chunks: content };
    // What its reader left is of no use.
    for await (const _ of content);
  }
}

/** Browsers write quotes and line breaks as percent signs, curl puts backslashes before them. */
function namesOf(headers: string): { name: string; fileName: string | undefined } {
  const [disposition = ""] = /^content-disposition:.*$/im.exec(headers) ?? [];
  const parameter = (name: string) => {
    const [, value] = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(disposition) ?? [];
    return value?.replace(/\\(.)/g, "$1").replace(/%22/g, '"');
  };
  return { name: parameter("name") ?? "", fileName: parameter("filename") };
}
