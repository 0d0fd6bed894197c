// The whole HTTP side as one Elysia app: all routes, and what applies to every one of them: headers, errors and CORS.

import { cors } from "@elysiajs/cors";
import { type AnyElysia, Elysia } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { internalFault } from "../chat/lib/refusals.ts";
import { openapiRoute } from "./docs/openapi.ts";
import type { AppContext } from "./request/app-context.ts";
import { errorBody, faultToReport, refusalForError, refuse } from "./request/errors.ts";
import { BODY_TOO_LARGE, MAX_BODY_BYTES } from "./request/json-body.ts";
import { SECURITY_HEADERS } from "./request/security-headers.ts";
import { accountsRoutes } from "./routes/accounts.ts";
import { adminRoutes } from "./routes/admin.ts";
import { eventsRoute } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { invitesRoutes } from "./routes/invites.ts";
import { listsRoutes } from "./routes/lists.ts";
import { meRoutes } from "./routes/me.ts";
import { membersRoutes } from "./routes/members.ts";
import { messagesRoutes } from "./routes/messages.ts";
import { roomsRoutes } from "./routes/rooms.ts";
import { sessionsRoutes } from "./routes/sessions.ts";
import { websocketRoute } from "./routes/websocket.ts";

/** The first words of the server's own addresses. No room can have one of them as its code. */
export const RESERVED_CODES = ["api", "ws", "docs", "assets", "healthz", "readyz", "metrics", "index", "static"];

const NO_HOST = new Refusal("malformed", "The Host header is missing or not a host.");

function corsPlugin(allowed: "*" | readonly string[]) {
  return cors({
    // A function, because of a list the plugin also allows names such as "constructor", and with "*" it sends `Vary: *`.
    origin: ({ headers }) => allowed === "*" || allowed.includes(headers.get("origin") ?? ""),
    credentials: false,
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: ["Authorization", "Content-Type", "X-Owner-Key", "Last-Event-ID"],
    exposeHeaders: ["Retry-After"],
    maxAge: 600,
  });
}

/** Adds all routes; the web client takes its types from here. They go straight into the app: Elysia copies each at every level. */
const addRoutes = (context: AppContext, app: Elysia) =>
  app
    .use(sessionsRoutes(context))
    .use(accountsRoutes(context))
    .use(meRoutes(context))
    .use(adminRoutes(context))
    .use(listsRoutes(context))
    .use(roomsRoutes(context))
    .use(membersRoutes(context))
    .use(invitesRoutes(context))
    .use(messagesRoutes(context))
    .use(eventsRoute(context))
    .use(websocketRoute(context))
    .use(healthRoutes(context));

export type App = ReturnType<typeof addRoutes>;

export type AppSettings = {
  readonly basePath: string;
  readonly allowedOrigins: "*" | readonly string[];
};

/** @param pages the routes for browsers rather than programs: the client's files and the documentation */
export function createApp(context: AppContext, { basePath, allowedOrigins }: AppSettings, ...pages: AnyElysia[]) {
  const prefix = basePath.replace(/\/$/, "");
  const app = new Elysia({
    prefix,
    // By default Elysia assumes a host of at least four letters, and finds no path in http://pi/.
    handler: { standardHostname: false },
  })
    .headers(SECURITY_HEADERS)
    .onRequest(({ set }) => void Object.assign(set.headers, SECURITY_HEADERS))
    .onError(({ code, error, set }) => {
      const refusal = refusalForError(code, error) ?? internalFault(context.reportFault(faultToReport(code, error)));
      set.status = refusal.status;
      // The route may have set another type before it failed.
      set.headers["content-type"] = "application/json;charset=utf-8";
      return errorBody(refusal);
    })
    .use(allowedOrigins.length === 0 ? new Elysia() : corsPlugin(allowedOrigins))
    // Comes after CORS, so that a page can read why it was refused.
    .onRequest(({ request, set }) => {
      if (!URL.canParse(request.url)) return refuse(set, NO_HOST);
      if (Number(request.headers.get("content-length")) > MAX_BODY_BYTES) return refuse(set, BODY_TOO_LARGE);
    })
    .use(openapiRoute(context.version, (client) => context.rateLimits.spend("reads", client)));
  addRoutes(context, app as unknown as Elysia);
  for (const page of pages) app.use(page);
  return app;
}
