// Takes the body of a request into an upload as it comes: no more of it is in memory than one chunk, and whoever sends faster
// than the disk writes waits. Rules F7, F21, F45.
import type { Server } from "bun";
import { Refusal } from "#protocol/error-codes";
import { freeMemory } from "../../chat/lib/free-memory.ts";
import type { Ports } from "../../chat/lib/ports.ts";
import { slowDown } from "../../chat/lib/refusals.ts";
import type { AppContext } from "../request/app-context.ts";
import type { ClientRequest } from "../request/client-request.ts";

/** A sender from whom nothing comes for so long has gone, or holds the upload for nothing. */
const MAX_STALL_MS = 60_000;

const STALLED = new Refusal("too_slow", "Nothing came for a minute.");
const TOO_MANY_UPLOADS = slowDown("Too many files are being sent. Wait a moment.", 1000);

/** Why a body came to no end that anybody waits to hear of: its connection broke, or a newer request took its place. */
export type CutOff = "cut off";

export type BodyReader = {
  /** Ends reading: whoever reads gets "cut off". */
  stop(): void;
  /** Returns the next bytes, undefined at the end. */
  read(): Promise<Uint8Array | undefined | Refusal | CutOff>;
  /** To be called at the end, however reading ends. */
  close(): void;
};

/** Bun's own limit for silent connections would cut a slow sender off, who sends less than it counts as something. */
export function liftTimeout(request: Request, server: unknown): void {
  (server as Server<unknown> | null)?.timeout(request, 0);
}

/** Lets a function receive the body of a request, and ends reading it however that ends. */
export async function withBody<T>(
  { rooms, rateLimits, openUploads }: AppContext,
  client: ClientRequest,
  receive: (body: BodyReader) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  const visitor = rateLimits.visitorOf(client);
  if (openUploads.isFull(visitor)) return TOO_MANY_UPLOADS;
  const counted = openUploads.add(visitor);
  liftTimeout(client.request, client.server);
  const body = readBody(rooms.ports, client.request);
  try {
    return await receive(body);
  } finally {
    body.close();
    openUploads.remove(counted);
  }
}

function readBody({ wheel, clock }: Pick<Ports, "wheel" | "clock">, request: Request): BodyReader {
  const reader = request.body?.getReader();
  let ending: Refusal | CutOff | undefined;
  const end = (reason: Refusal | CutOff) => {
    ending ??= reason;
    // The stream may be broken already.
    reader?.cancel().catch(() => {});
  };
  const watchdog = wheel.schedule(clock() + MAX_STALL_MS, () => end(STALLED));
  return {
    stop: () => end("cut off"),
    async read() {
      try {
        for (;;) {
          const next = await reader?.read();
          if (ending !== undefined) return ending;
          if (next === undefined || next.done) return undefined;
          wheel.refresh(watchdog, clock() + MAX_STALL_MS);
          if (next.value.length > 0) return next.value;
        }
      } catch {
        return ending ?? "cut off";
      }
    },
    close: () => {
      wheel.cancel(watchdog);
      if (ending === undefined) reader?.cancel().catch(() => {});
    },
  };
}

/** Appends all that comes; what was appended may not be used afterwards. @returns undefined at the end of the body */
export async function receiveInto(
  body: BodyReader,
  append: (chunk: Uint8Array) => Promise<Refusal | undefined>,
): Promise<Refusal | CutOff | undefined> {
  for (;;) {
    const chunk = await body.read();
    if (!(chunk instanceof Uint8Array)) return chunk;
    const refusal = await append(chunk);
    freeMemory(chunk);
    if (refusal !== undefined) return refusal;
  }
}
