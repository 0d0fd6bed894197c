// /api/doctor and what is below it: how the server sees the connection that asks, so that whoever set up a proxy sees what it makes of one. It
// tells nobody more than what they sent and where it arrived. Rules N55, N56.
import { type Context, Elysia } from "elysia";
import { MAX_PROBE_BYTES } from "#protocol/connection-checks";
import { Refusal } from "#protocol/error-codes";
import { ConnectionBody } from "#protocol/http";
import { toIsoTime } from "../../chat/lib/iso-time.ts";
import type { Ports } from "../../chat/lib/ports.ts";
import type { Timer } from "../../chat/lib/timer-wheel.ts";
import { formatIpAddress } from "../../network/ip-address.ts";
import { type BodyReader, type CutOff, withBody } from "../files/receive-body.ts";
import type { AppContext } from "../request/app-context.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";

const STREAM_EVENTS = 5;
const EVENT_EVERY_MS = 400;

const PROBE_TOO_LARGE = new Refusal("too_large", "That is more than is needed to test a connection.");

export const doctorRoutes = (context: AppContext) => {
  const { origins, proxies, rateLimits, rooms } = context;
  const describe = ({ request, server, set }: Pick<Context, "request" | "server" | "set">) => {
    const client = { request, server };
    const tooMany = rateLimits.spend("reads", client);
    if (tooMany !== undefined) return refuse(set, tooMany);
    set.headers["cache-control"] = "no-store";
    const address = proxies.clientAddress(client);
    return {
      address: address === undefined ? null : formatIpAddress(address),
      ...proxies.explain(client),
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
  );
};
