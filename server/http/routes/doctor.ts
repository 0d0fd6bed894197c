// /api/doctor and what is below it: how the server sees the connection that asks, so that whoever set up a proxy sees what it
// makes of one. It tells nobody more than what they sent and where it arrived. Rules N55, N56.
import { type Context, Elysia } from "elysia";
import { MAX_PROBE_BYTES } from "#protocol/connection-checks";
import { Refusal } from "#protocol/error-codes";
import { ConnectionBody } from "#protocol/http";
import { toIsoTime } from "../../chat/lib/iso-time.ts";
import type { Ports } from "../../chat/lib/ports.ts";
import type { Timer } from "../../chat/lib/timer-wheel.ts";
import { formatIpAddress, isPrivate } from "../../network/ip-address.ts";
import { type BodyReader, type CutOff, withBody } from "../files/receive-body.ts";
import type { AppContext } from "../request/app-context.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";

const STREAM_EVENTS = 5;
const EVENT_EVERY_MS = 400;

const PROBE_TOO_LARGE = new Refusal("too_large", "That is more than is needed to test a connection.");

export const doctorRoutes = (context: AppContext) => {
  const { mdns, origins, proxies, rateLimits, rooms } = context;
  const describe = ({ request, server, set }: Pick<Context, "request" | "server" | "set">) => {
    const client = { request, server };
    const tooMany = rateLimits.spend("reads", client);
    if (tooMany !== undefined) return refuse(set, tooMany);
    set.headers["cache-control"] = "no-store";
    const address = proxies.clientAddress(client);
    const explained = proxies.explain(client);
    // Who is in the local network can hear it anyway. Behind a proxy that isn't trusted, anybody may be.
    const isNear = address !== undefined && isPrivate(address) && explained.proxy !== "untrusted";
    return {
      address: address === undefined ? null : formatIpAddress(address),
      ...explained,
      localName: isNear && mdns.label !== undefined ? `${mdns.label}.local` : null,
      url: origins.urlOf(client, ""),
      basePath: origins.basePath,
      now: toIsoTime(rooms.ports.clock()),
    };
  };
  const response = { 200: ConnectionBody, ...ERROR_RESPONSES };
  return (
    new Elysia({ name: "doctor", detail: { tags: ["Health"] } })
      .get("/api/doctor", describe, {
        response,
        detail: { summary: "See how the server sees you", description: "For those who set up a proxy." },
      })
      // Browsers name the page that sends a POST, so one whose address isn't accepted is refused.
      .post("/api/doctor", describe, { response, detail: { hide: true } })
      .get(
        "/api/doctor/stream",
        ({ request, server, set }) => {
          const tooMany = rateLimits.spend("probes", { request, server });
          if (tooMany !== undefined) return refuse(set, tooMany);
          // As the headers of a room's events are.
          set.headers["cache-control"] = "no-store";
          set.headers["x-accel-buffering"] = "no";
          set.headers["content-type"] = "text/event-stream; charset=utf-8";
          return new Response(slowStream(rooms.ports)) as unknown as string;
        },
        { detail: { hide: true } },
      )
      .post(
        "/api/doctor/upload",
        async ({ request, server, set }) => {
          const client = { request, server };
          // What is too large was sent as well.
          const outcome = rateLimits.spend("probes", client) ?? (await withBody(context, client, countBytes));
          if (outcome === "cut off") return;
          return outcome instanceof Refusal ? refuse(set, outcome) : { bytes: outcome };
        },
        { parse: "none", detail: { hide: true } },
      )
  );
};

/** Counts what comes and keeps nothing of it. */
async function countBytes(body: BodyReader): Promise<number | Refusal | CutOff> {
  let bytes = 0;
  for (;;) {
    const chunk = await body.read();
    if (chunk === undefined) return bytes;
    if (!(chunk instanceof Uint8Array)) return chunk;
    bytes += chunk.length;
    if (bytes > MAX_PROBE_BYTES) return PROBE_TOO_LARGE;
  }
}

/** Returns a stream of a few events, apart by enough that whoever gets them together knows that they were held back. */
function slowStream({ wheel, clock }: Pick<Ports, "wheel" | "clock">): ReadableStream<Uint8Array> {
  const event = new TextEncoder().encode("data: {}\n\n");
  let timer: Timer | undefined;
  return new ReadableStream<Uint8Array>({
    start(out) {
      let left = STREAM_EVENTS;
      const send = () => {
        out.enqueue(event);
        if (--left === 0) return out.close();
        timer = wheel.schedule(clock() + EVENT_EVERY_MS, send);
      };
      send();
    },
    cancel: () => void (timer !== undefined && wheel.cancel(timer)),
  });
}
