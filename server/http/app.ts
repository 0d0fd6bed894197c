// The whole HTTP side as one Elysia app: every route, and what holds for all of them.

import { cors } from "@elysiajs/cors";
import { type AnyElysia, Elysia } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { description } from "./docs/openapi.ts";
import type { Node } from "./request/app-context.ts";
import { errorBody, faultOf, refusalOf, refuse } from "./request/errors.ts";
import { BODY_BYTES, TOO_LARGE } from "./request/json-body.ts";
import { SECURITY_HEADERS } from "./request/security-headers.ts";
import { accounts } from "./routes/accounts.ts";
import { admin } from "./routes/admin.ts";
import { events } from "./routes/events.ts";
import { health } from "./routes/health.ts";
import { invites } from "./routes/invites.ts";
import { listings } from "./routes/lists.ts";
import { me } from "./routes/me.ts";
import { members } from "./routes/members.ts";
import { messages } from "./routes/messages.ts";
import { rooms } from "./routes/rooms.ts";
import { sessions } from "./routes/sessions.ts";
import { socket } from "./routes/websocket.ts";

/** First words of the server's own addresses, which no room can be called by. */
export const RESERVED = ["api", "ws", "docs", "assets", "healthz", "readyz", "metrics", "index", "static"];

const NO_HOST = new Refusal("malformed", "The Host header is missing or not a host.");

function crossOrigin(allowed: "*" | readonly string[]) {
  return cors({
    // Given a list, the plugin also takes what every object has for an allowed origin; given "*", it says `Vary: *`.
    origin: ({ headers }) => allowed === "*" || allowed.includes(headers.get("origin") ?? ""),
    credentials: false,
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: ["Authorization", "Content-Type", "X-Owner-Key", "Last-Event-ID"],
    exposeHeaders: ["Retry-After"],
    maxAge: 600,
  });
}

/** The routes, of which the web client takes its types. Straight into their app: Elysia adds each anew at every level. */
const routes = (node: Node, app: Elysia) =>
  app
    .use(sessions(node))
    .use(accounts(node))
    .use(me(node))
    .use(admin(node))
    .use(listings(node))
    .use(rooms(node))
    .use(members(node))
    .use(invites(node))
    .use(messages(node))
    .use(events(node))
    .use(socket(node))
    .use(health(node));

export type App = ReturnType<typeof routes>;

export type AppSettings = {
  readonly basePath: string;
  readonly allowedOrigins: "*" | readonly string[];
};

/** @param pages the client's files and the documentation: what answers a browser rather than a program */
export function createApp(node: Node, { basePath, allowedOrigins }: AppSettings, ...pages: AnyElysia[]) {
  const prefix = basePath.replace(/\/$/, "");
  const app = new Elysia({
    prefix,
    // Else it looks for the path behind a host of four letters at least, and http://pi/ has none.
    handler: { standardHostname: false },
  })
    .headers(SECURITY_HEADERS)
    .onRequest(({ set }) => void Object.assign(set.headers, SECURITY_HEADERS))
    .onError(({ code, error, set }) => {
      const refusal =
        refusalOf(code, error) ??
        new Refusal("internal", `Something went wrong here: ${node.fault(faultOf(code, error))}.`);
      set.status = refusal.status;
      // The route may have named another before it failed.
      set.headers["content-type"] = "application/json;charset=utf-8";
      return errorBody(refusal);
    })
    .use(allowedOrigins.length === 0 ? new Elysia() : crossOrigin(allowedOrigins))
    // After CORS: a page must be able to read why it was refused.
    .onRequest(({ request, set }) => {
      if (!URL.canParse(request.url)) return refuse(set, NO_HOST);
      if (Number(request.headers.get("content-length")) > BODY_BYTES) return refuse(set, TOO_LARGE);
    })
    .use(description(node.version));
  routes(node, app as unknown as Elysia);
  for (const page of pages) app.use(page);
  return app;
}
