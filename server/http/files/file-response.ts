// Answers with a file, or a part of it. What pages could run is never shown as a page. Rules F12, F13, F21.
import { Refusal } from "#protocol/error-codes";
import type { FileView } from "#protocol/frames";
import type { RoomFile } from "../../chat/files/room-files.ts";
import { asShared, FileGone, type FileReader, FileUnreachable } from "../../chat/lib/file-ports.ts";
import type { Ports } from "../../chat/lib/ports.ts";
import { parseRange } from "./byte-range.ts";

/** What is sent in one piece, with its length. Bun sends no length with a stream. */
const MAX_WHOLE_BYTES = 64 * 1024;
/** Whoever takes nothing for so long reads no more; a slow reader may take long for what the system holds for them. */
const MAX_PAUSE_MS = 60 * 60_000;

export const NO_SUCH_FILE = new Refusal("not_found", "There is no such file in this room.");
const FILE_UNREACHABLE = new Refusal("not_saved", "The file can't be reached now. Try again.");
const NO_SUCH_RANGE = new Refusal("bad_range", "The file has no such part.");

/** What a browser shows rather than saves: it can't run anything. */
const SHOWN =
  /^(?:image\/(?:png|jpeg|gif|webp|avif)|(?:audio|video)\/(?:mpeg|aac|ogg|wav|flac|mp4|webm|quicktime)|text\/plain)$/;
const SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox";

type Headers = Record<string, string | number>;

/** Sets the headers of a file, and returns what to answer. @param onOver called once, when the answer is over */
export async function answerWithFile(
  { content, view }: RoomFile,
  request: Request,
  set: { headers: Headers },
  ports: Pick<Ports, "clock" | "wheel">,
  onOver: () => void,
): Promise<Response | Refusal> {
  if (view === undefined) throw new Error("the file is not whole");
  const { id, bytes } = view;
  const etag = `"${id}"`;
  Object.assign(set.headers, headersOf(view), { etag });
  const asked = request.headers;
  if (matchesEtag(asked.get("if-none-match"), etag)) {
    onOver();
    return new Response(null, { status: 304 });
  }
  const ifRange = asked.get("if-range");
  const range = ifRange === null || ifRange === etag ? parseRange(asked.get("range"), bytes) : undefined;
  if (range === "none") {
    onOver();
    set.headers["content-range"] = `bytes */${bytes}`;
    return NO_SUCH_RANGE;
  }
  const { from, to } = range ?? { from: 0, to: bytes - 1 };
  const status = range === undefined ? 200 : 206;
  if (range !== undefined) set.headers["content-range"] = `bytes ${from}-${to}/${bytes}`;
  set.headers["content-type"] = view.type === "text/plain" ? "text/plain; charset=utf-8" : view.type;
  const length = to - from + 1;
  if (request.method === "HEAD" || length === 0) {
    onOver();
    set.headers["content-length"] = length;
    return new Response(null, { status });
  }
  let reader: FileReader;
  try {
    reader = await content.open();
  } catch (error) {
    onOver();
    return error instanceof FileUnreachable ? FILE_UNREACHABLE : NO_SUCH_FILE;
  }
  const isWhole = length <= MAX_WHOLE_BYTES;
  let first: Uint8Array | undefined;
  try {
    if (isWhole) first = await readWhole(reader, from, length);
    // What lies on another machine may be out of reach: that must be known before the answer begins.
    else if (asShared(content) !== undefined) first = await reader.read(from, length);
  } catch (error) {
    reader.close();
    onOver();
    if (error instanceof FileUnreachable) return FILE_UNREACHABLE;
    if (error instanceof FileGone) return NO_SUCH_FILE;
    throw error;
  }
  if (!isWhole) return new Response(streamOf(reader, { from, to, first }, ports, onOver), { status });
  reader.close();
  onOver();
  return new Response(first as Uint8Array<ArrayBuffer>, { status });
}

function headersOf({ name, type, width }: FileView): Headers {
  // An image without a size is too large to be shown.
  const isShown = SHOWN.test(type) && (width !== undefined || !type.startsWith("image/"));
  return {
    "accept-ranges": "bytes",
    // Whether somebody may read it, and whether it is still there, is asked each time.
    "cache-control": "private, no-cache",
    "content-disposition": `${isShown ? "inline" : "attachment"}; ${fileNameOf(name)}`,
    "content-security-policy": SANDBOX,
  };
}

/** Names the file as RFC 6266 says, for old clients in ASCII. */
function fileNameOf(name: string): string {
  const ascii = name.replace(/[^ -~]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function matchesEtag(header: string | null, etag: string): boolean {
  return header?.split(",").some((one) => [etag, `W/${etag}`, "*"].includes(one.trim())) ?? false;
}

async function readWhole(reader: FileReader, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const part = await reader.read(from + at, length - at);
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Reads a chunk when its reader has taken the one before. A file that goes meanwhile breaks the connection off.
 * @param part `first` is its beginning, where that has been read already
 */
function streamOf(
  reader: FileReader,
  part: { readonly from: number; readonly to: number; readonly first: Uint8Array | undefined },
  { clock, wheel }: Pick<Ports, "clock" | "wheel">,
  onOver: () => void,
): ReadableStream<Uint8Array> {
  let { from: at, first } = part;
  const { to } = part;
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    wheel.cancel(watchdog);
    reader.close();
    onOver();
  };
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const watchdog = wheel.schedule(clock() + MAX_PAUSE_MS, () => {
    end();
    controller?.error(new Error("nobody reads"));
  });
  return new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      async pull(out) {
        wheel.refresh(watchdog, clock() + MAX_PAUSE_MS);
        try {
          const next = first ?? (await reader.read(at, to - at + 1));
          first = undefined;
          at += next.length;
          out.enqueue(next);
        } catch (error) {
          end();
          throw error;
        }
        if (at <= to) return;
        end();
        out.close();
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
