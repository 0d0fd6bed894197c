// Uploads one file by tus 1.0, in chunks, and goes on where it was when the connection comes back. Network and timers come
// from outside.
import type { Refusal } from "../api/api-error.ts";

export type UploadAnswer = {
  readonly status: number;
  header(name: string): string | null;
  /** Why the server refused, if it did. */
  readonly refusal: Refusal | undefined;
};

export type UploadRequest = {
  readonly method: "POST" | "PATCH" | "HEAD" | "DELETE";
  /** Relative to the base path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Blob;
  /** Told how many bytes of the body have gone out. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal: AbortSignal;
};

export type UploadPorts = {
  /** Rejects when there was no answer, or the signal ended it. */
  request(request: UploadRequest): Promise<UploadAnswer>;
  /** Waits before the next try: so long, or until the network is back. Rejects when the signal ends it. */
  waitForNetwork(maxMs: number, signal: AbortSignal): Promise<void>;
};

/** What is uploaded: a blob, or what is made while it is sent. Parts are asked for in their order, or again after a break. */
export type UploadContent = {
  readonly size: number;
  slice(from: number, to: number): Blob | Promise<Blob>;
};

export type UploadState =
  /** `waiting` is for the network. */
  | { readonly is: "queued" | "sending" | "waiting" | "paused"; readonly sentBytes: number }
  | { readonly is: "done"; readonly id: string }
  | { readonly is: "failed"; readonly refusal: Refusal };

export const CHUNK_BYTES = 5_000_000;
/** A proxy that takes no more than this takes no files. */
const MIN_CHUNK_BYTES = 64 * 1024;
const MIN_RETRY_MS = 1000;
const MAX_RETRY_MS = 15_000;
const TUS_VERSION = { "Tus-Resumable": "1.0.0" };
/** The browser can't read the file. */
export const UNREADABLE: Refusal = { code: "internal", message: "unreadable" };
/** What may be over by the next try. */
const PASSING: ReadonlySet<string> = new Set(["internal", "busy", "slow_down", "too_slow", "wrong_offset"]);

export type Upload = ReturnType<typeof createUpload>;

/** Encodes UTF-8 as base64, as tus has it in metadata. */
function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * Creates the upload of a file; it begins with `start`.
 * @param changed is told each new state
 */
export function createUpload(
  ports: UploadPorts,
  code: string,
  { name, content, seconds }: { name: string; content: () => Promise<UploadContent>; seconds?: number | undefined },
  changed: (state: UploadState) => void,
) {
  const uploads = `api/rooms/${encodeURIComponent(code)}/uploads`;
  let id: string | undefined;
  let offset = 0;
  let chunkBytes = CHUNK_BYTES;
  let underWay: AbortController | undefined;

  const answered = async (request: Omit<UploadRequest, "path"> & { path?: string }): Promise<UploadAnswer> =>
    ports.request({
      ...request,
      path: request.path ?? `${uploads}/${id}`,
      headers: { ...TUS_VERSION, ...request.headers },
    });

  async function create(blob: UploadContent, signal: AbortSignal): Promise<UploadAnswer> {
    const length = seconds === undefined ? "" : `,seconds ${base64(String(seconds))}`;
    const headers = { "Upload-Length": String(blob.size), "Upload-Metadata": `filename ${base64(name)}${length}` };
    const answer = await answered({ method: "POST", path: uploads, headers, signal });
    if (answer.refusal !== undefined) return answer;
    id = answer.header("location")?.split("/").at(-1);
    offset = 0;
    return answer;
  }

  /** Asks how much the server has. */
  async function findOffset(signal: AbortSignal): Promise<UploadAnswer> {
    const answer = await answered({ method: "HEAD", headers: {}, signal });
    if (answer.status === 404) id = undefined;
    else if (answer.refusal === undefined) offset = Number(answer.header("upload-offset"));
    return answer;
  }

  async function sendChunk(blob: UploadContent, signal: AbortSignal): Promise<UploadAnswer> {
    const from = offset;
    const answer = await answered({
      method: "PATCH",
      headers: { "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" },
      body: await blob.slice(from, Math.min(from + chunkBytes, blob.size)),
      onProgress: (bytes) => changed({ is: "sending", sentBytes: from + bytes }),
      signal,
    });
    if (answer.refusal === undefined) offset = Number(answer.header("upload-offset"));
    return answer;
  }

  /** Does what comes next. Returns why the upload is over, undefined while it goes on. */
  async function step(
    blob: UploadContent,
    isUnsure: boolean,
    signal: AbortSignal,
  ): Promise<UploadState | "again" | undefined> {
    if (id !== undefined && isUnsure) {
      const { status, refusal } = await findOffset(signal);
      if (status === 404) return undefined;
      if (refusal !== undefined) return PASSING.has(refusal.code) ? "again" : { is: "failed", refusal };
    }
    const isNew = id === undefined;
    const answer = isNew ? await create(blob, signal) : offset < blob.size ? await sendChunk(blob, signal) : undefined;
    const refusal = answer?.refusal;
    if (answer !== undefined && refusal !== undefined) {
      if (!isNew && answer.status === 413 && chunkBytes > MIN_CHUNK_BYTES) {
        chunkBytes = Math.ceil(chunkBytes / 2);
        return undefined;
      }
      if (!isNew && answer.status === 404) {
        id = undefined;
        return "again";
      }
      return PASSING.has(refusal.code) ? "again" : { is: "failed", refusal };
    }
    return id !== undefined && offset >= blob.size ? { is: "done", id } : undefined;
  }

  async function run(signal: AbortSignal): Promise<void> {
    let retryMs = MIN_RETRY_MS;
    let isUnsure = id !== undefined;
    const blob = await content().catch(() => undefined);
    if (signal.aborted) return;
    if (blob === undefined) return changed({ is: "failed", refusal: UNREADABLE });
    while (!signal.aborted) {
      changed({ is: "sending", sentBytes: offset });
      const before = offset;
      const outcome = await step(blob, isUnsure, signal).catch(() => whyBroken(blob));
      if (signal.aborted) return;
      if (typeof outcome === "object") {
        underWay = undefined;
        return changed(outcome);
      }
      isUnsure = outcome === "again";
      if (offset > before) retryMs = MIN_RETRY_MS;
      if (!isUnsure) continue;
      changed({ is: "waiting", sentBytes: offset });
      await ports.waitForNetwork(retryMs, signal).catch(() => {});
      retryMs = Math.min(MAX_RETRY_MS, 2 * retryMs);
    }
  }

  /** A file that was changed or removed on the disk breaks a request like a network does. */
  async function whyBroken(blob: UploadContent): Promise<UploadState | "again"> {
    try {
      const next = await blob.slice(offset, offset + 1);
      await next.arrayBuffer();
      return "again";
    } catch {
      return { is: "failed", refusal: UNREADABLE };
    }
  }

  function stop(): void {
    underWay?.abort();
    underWay = undefined;
  }

  return {
    /** Begins, or goes on after a pause or a failure. */
    start(): void {
      stop();
      underWay = new AbortController();
      changed({ is: "sending", sentBytes: offset });
      void run(underWay.signal);
    },

    pause(): void {
      stop();
      changed({ is: "paused", sentBytes: offset });
    },

    /** Gives it up, and has the server remove what came of it. */
    cancel(): void {
      stop();
      const { signal } = new AbortController();
      if (id !== undefined) void answered({ method: "DELETE", headers: {}, signal }).catch(() => {});
      id = undefined;
    },

    /** Forgets what came of it, because the server has removed what no message took: `start` begins anew. */
    reset(): void {
      id = undefined;
      offset = 0;
    },
  };
}
