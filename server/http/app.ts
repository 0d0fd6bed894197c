// The whole HTTP side as one Elysia app: all routes, and what applies to every one of them: headers, errors and CORS.

import { cors } from "@elysiajs/cors";
import type { Server } from "bun";
import { type AnyElysia, Elysia } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { internalFault } from "../chat/lib/refusals.ts";
import { createBunRoutes } from "./bun-routes.ts";
import { createDirectRoutes, type DirectRoutes } from "./direct-routes.ts";
import { apiDocuments } from "./docs/api-documents.ts";
import {
  FILE_ANSWER_HEADERS,
  FILE_REQUEST_HEADERS,
  isUploadsPath,
  takesFiles,
  tusOptions,
} from "./files/tus-protocol.ts";
import type { HttpApp, TurnedAway } from "./http-app.ts";
import { createAllowedMethods } from "./request/allowed-methods.ts";
import type { AppContext } from "./request/app-context.ts";
import type { ClientRequest } from "./request/client-request.ts";
import { errorBody, faultToReport, NO_SUCH_METHOD, refusalForError, refuse } from "./request/errors.ts";
import { announcesTooMuch, BODY_TOO_LARGE } from "./request/json-body.ts";
import { createPrefixDropper } from "./request/prefix.ts";
import { type HttpSecurity, headersOfEveryAnswer, isHttps } from "./request/security-headers.ts";
import { accountsRoutes } from "./routes/accounts.ts";
import { adminRoutes } from "./routes/admin.ts";
import { boardRoutes } from "./routes/board.ts";
import { doctorRoutes } from "./routes/doctor.ts";
import { eventsRoute } from "./routes/events.ts";
import { filesRoutes } from "./routes/files.ts";
import { healthRoutes } from "./routes/health.ts";
import { httpsRoute } from "./routes/https.ts";
import { invitesRoutes } from "./routes/invites.ts";
import { keyringRoutes } from "./routes/keyring.ts";
import { listsRoutes } from "./routes/lists.ts";
import { meRoutes } from "./routes/me.ts";
import { membersRoutes } from "./routes/members.ts";
import { messagesRoutes } from "./routes/messages.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { roomsRoutes } from "./routes/rooms.ts";
import { sessionsRoutes } from "./routes/sessions.ts";
import { uploadsRoutes } from "./routes/uploads.ts";
import { createUpgrade, isUpgrade, websocketRoute } from "./routes/websocket.ts";
import { isShare } from "./static/assets.ts";

/** Before this place in an address, no host has ended: `http://a/`, `https://`. */
const MIN_HOST_END = 8;

const FOREIGN_PAGE = new Refusal("wrong_origin", "Pages from this origin can't use this server.");
const NO_HOST = new Refusal("malformed", "The Host header is missing or not a host.");

function malformedRequest(request: Request): Refusal | undefined {
  if (!URL.canParse(request.url)) return NO_HOST;
  return announcesTooMuch(request) && !takesFiles(request) && !isShare(request) ? BODY_TOO_LARGE : undefined;
}

function corsPlugin(allowed: "*" | readonly string[]) {
  return cors({
    // This is a function, because with a list the plugin also allows names such as "constructor", and with "*" it sends
    // `Vary: *`.
    origin: ({ headers }) => allowed === "*" || allowed.includes(headers.get("origin") ?? ""),
    credentials: false,
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: [
      "Authorization",
      "Content-Type",
      "X-Owner-Key",
      "Last-Event-ID",
      "Mayfly-Stream",
      ...FILE_REQUEST_HEADERS,
    ],
    exposeHeaders: ["Retry-After", ...FILE_ANSWER_HEADERS],
    maxAge: 600,
  });
}

/** Adds all routes; the web client takes its types from here. They are added directly: Elysia copies routes at each level. */
const addRoutes = (context: AppContext, app: Elysia, upgrade: ReturnType<typeof createUpgrade>) =>
  app
    .use(sessionsRoutes(context))
    .use(accountsRoutes(context))
    .use(meRoutes(context))
    .use(adminRoutes(context))
    .use(listsRoutes(context))
    .use(roomsRoutes(context))
    .use(membersRoutes(context))
    .use(keyringRoutes(context))
    .use(invitesRoutes(context))
    .use(messagesRoutes(context))
    .use(boardRoutes(context))
    .use(filesRoutes(context))
    .use(uploadsRoutes(context))
    .use(eventsRoute(context))
    .use(websocketRoute(upgrade))
    .use(doctorRoutes(context))
    .use(healthRoutes(context))
    .use(httpsRoute(context))
    .use(metricsRoute(context));

export type App = ReturnType<typeof addRoutes>;

export type AppSettings = HttpSecurity & {
  readonly basePath: string;
  readonly allowedOrigins: "*" | readonly string[];
};

/** Creates the app. @param pages the routes for browsers: the client's files and the documentation */
export function createApp(context: AppContext, settings: AppSettings, ...pages: AnyElysia[]): HttpApp {
  const { basePath, allowedOrigins } = settings;
  const headers = headersOfEveryAnswer(settings);
  const prefix = basePath.replace(/\/$/, "");
  const allRoutes: () => AnyElysia["routes"] = () => app.routes;
  const allowedMethods = createAllowedMethods(allRoutes);
  const readRefusal = (client: ClientRequest) => context.rateLimits.spend("reads", client);
  const upgrade = createUpgrade(context);
  const api = `${prefix}/api/`;
  const isForeign = (client: ClientRequest): boolean => {
    // An address that can be parsed is normalized already.
    const { url } = client.request;
    return url.startsWith(api, url.indexOf("/", MIN_HOST_END)) && !context.origins.mayCall(client);
  };
  const healthPaths = [`${prefix}/healthz`, `${prefix}/readyz`];
  /** Whoever checks that the server lives may call it anything. */
  const wrongHost = (client: ClientRequest): Refusal | undefined => {
    const refusal = context.allowedHosts.refusalOf(client);
    return refusal && !healthPaths.includes(new URL(client.request.url).pathname) ? refusal : undefined;
  };
  /** Returns why a request is not even looked at, whatever it asks for. */
  const check = (client: ClientRequest): Refusal | undefined =>
    malformedRequest(client.request) ?? wrongHost(client) ?? (isForeign(client) ? FOREIGN_PAGE : undefined);
  /** Returns the methods that an address takes, other than the request's. A page or a file is asked for, to see if it is there. */
  const otherMethodsAt = async ({ method, url }: Request): Promise<string | undefined> => {
    const { pathname } = new URL(url);
    const methods = allowedMethods(pathname);
    if (methods !== undefined || method === "GET" || method === "HEAD") return methods;
    const ofPages = allowedMethods(pathname, true);
    if (ofPages === undefined) return undefined;
    // By a name that is always allowed: this one was looked at, and only with its connection can that be done.
    return (await app.handle(new Request(`http://localhost${pathname}`))).ok ? ofPages : undefined;
  };
  const app = new Elysia({
    prefix,
    // Elysia looks for the path after the host, from the 12th or from the 8th character of the address on. The 12th is too
    // late for http://pi/, and the 8th is a slash of https:// itself.
    handler: { standardHostname: isHttps(settings) },
  })
    .headers(headers)
    .onRequest(({ set }) => void Object.assign(set.headers, headers))
    .onError(async ({ code, error, request, set }) => {
      const allowed = code === "NOT_FOUND" ? await otherMethodsAt(request) : undefined;
      if (allowed !== undefined) set.headers.allow = allowed;
      const refusal =
        allowed === undefined
          ? (refusalForError(code, error) ?? internalFault(context.reportFault(faultToReport(code, error))))
          : NO_SUCH_METHOD;
      set.status = refusal.status;
      // The route may have set another type before it failed.
      set.headers["content-type"] = "application/json;charset=utf-8";
      return errorBody(refusal);
    })
    .use(allowedOrigins.length === 0 ? new Elysia() : corsPlugin(allowedOrigins))
    // Comes after CORS, so that a page can read why it was refused.
    .onRequest(({ request, server, set }) => {
      const refusal = malformedRequest(request) ?? wrongHost({ request, server });
      if (refusal !== undefined) return refuse(set, refusal);
      if (request.method === "OPTIONS") {
        const isPreflight = allowedOrigins.length > 0 && request.headers.has("access-control-request-method");
        const allow = isPreflight ? undefined : allowedMethods(new URL(request.url).pathname, true);
        if (allow === undefined) return;
        set.headers.allow = allow;
        if (isUploadsPath(request)) Object.assign(set.headers, tusOptions(context.rooms.files.limits.maxFileBytes));
        return new Response(null, { status: 204, headers: { ...(set.headers as Record<string, string>) } });
      }
      if (isForeign({ request, server })) return refuse(set, FOREIGN_PAGE);
    })
    .use(apiDocuments(context.version, prefix, readRefusal));
  addRoutes(context, app as unknown as Elysia, upgrade);
  for (const page of pages) app.use(page);
  // What CORS adds to an answer is Elysia's to know.
  const hasCors = allowedOrigins.length > 0;
  const direct: DirectRoutes = hasCors ? new Map() : createDirectRoutes(context, { prefix, headers, check, upgrade });
  const { shared } = context.rooms;
  const refused = (refusal: Refusal) =>
    Response.json(errorBody(refusal), { status: refusal.status, headers: new Headers(headers) });
  /** A browser doesn't tell its page the status of a refused upgrade: its socket is opened, and closed with a code. */
  const turnAway = (refusal: Refusal, request: Request, server: Server<unknown>): TurnedAway => {
    if (!isUpgrade(request)) return { answer: refused(refusal) };
    const problem = check({ request, server }) ?? upgrade(request, server, "", refusal);
    return { answer: problem && refused(problem) };
  };
  const bringRoom =
    shared &&
    ((code: string, request: Request, server: Server<unknown>) =>
      shared.bring(code)?.then((refusal) => refusal && turnAway(refusal, request, server)));
  const routes = createBunRoutes(app, direct, bringRoom);
  return { app, routes, dropPrefix: createPrefixDropper(context.proxies, basePath), bringRoom };
}
