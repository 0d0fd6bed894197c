// Lets the app listen on a port, through Bun's own router. Elysia's listen would make all handlers a second time and collect
// garbage before the first answer: measured, without that the first answer comes ten times sooner.
import type { Server, ServerWebSocket, TLSOptions } from "bun";
import type { AnyElysia } from "elysia";
import { createBunRouteHandler } from "elysia/adapter/bun/compose";
import type { Config } from "../config/config.ts";
import type { DirectRoutes } from "./direct-routes.ts";
import type { ClientRequest } from "./request/client-request.ts";
import { type SocketData, trackingHandler, websocketHandler } from "./routes/websocket.ts";

type Answer = Response | undefined | Promise<Response | undefined>;
// biome-ignore lint/suspicious/noExplicitAny: each of Bun's requests has the parameters of its own path
type Handler = (request: any, server: Server<any>) => Answer;

/** The app, the routes that Bun's router hands to it directly, and what takes a proxy's prefix out of an address. */
export type HttpApp = {
  readonly app: AnyElysia;
  readonly direct: DirectRoutes;
  /** Returns an answer where there is nothing more to do. */
  readonly dropPrefix: (client: ClientRequest) => Response | undefined;
  /**
   * Takes in the room of a code that another node has, or returns the answer if that can't be known now. Absent where this
   * node has all rooms.
   */
  readonly bringRoom?: ((code: string) => Promise<Response | undefined> | undefined) | undefined;
};

/** A connection without traffic is closed after this, whatever it has sent of a request. Rule N62. */
const IDLE_SECONDS = 30;
/** A room's code in an address that is written otherwise than the routes are. */
const CODE_IN_PATH = /\/(?:api\/rooms|ws)\/([^/?#]+)/;
/** How many ports after the default one are tried. Rule C3. */
const MAX_FURTHER_PORTS = 100;

export type ListenAddress = {
  /** After how long a connection without traffic is closed. */
  readonly idleSeconds?: number;
  readonly port: number;
  readonly hostname: string;
  /** The first for clients that ask for no name or an unknown one; without any it is http. */
  readonly certificates?: readonly TLSOptions[];
  /** Is kept to the sockets that are open on this server. */
  readonly sockets?: Set<ServerWebSocket<SocketData>>;
  /** Answers requests before the app does, or leaves them to it. */
  readonly answerFirst?: ((request: Request) => Response | undefined) | undefined;
};

/** A port, whether a setting asked for it, and which one. */
export type AskedPort = Pick<Config, "port" | "portAsked"> & {
  readonly setting?: string;
  /** What mends it, where it can't be had. */
  readonly cure?: string | undefined;
};

/** Starts listening on one address. @throws the system's error when the address is not available */
export function listen(http: HttpApp, address: ListenAddress): Server<unknown> {
  const { app, dropPrefix, bringRoom } = http;
  const { port, hostname, certificates, sockets, answerFirst } = address;
  const scheme = certificates === undefined ? "http" : "https";
  const ownHost = hostname.includes(":") ? `[${hostname}]` : hostname;
  /** Clients of HTTP/1.0, such as old health checks, need not say which host they mean; for them it is this address. */
  const withHost = (request: Request): Request => {
    if (!request.url.startsWith("/") || request.headers.has("host")) return request;
    const { params } = request as { params?: object };
    return Object.assign(new Request(`${scheme}://${ownHost}:${server.port}${request.url}`, request), { params });
  };
  const server = Bun.serve<SocketData, string>({
    port,
    hostname,
    ...(certificates && { tls: [...certificates] }),
    idleTimeout: address.idleSeconds ?? IDLE_SECONDS,
    // Each route has a limit of its own: files may be larger than Bun's.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    // Otherwise a second server on a taken port would share the port instead of failing.
    reusePort: false,
    // Otherwise Bun would answer errors with a page for developers.
    development: false,
    // Bun's router would answer first.
    routes: answerFirst === undefined ? routesOf(http, withHost) : {},
    fetch: (given, server) => {
      const request = withHost(given);
      const answer = () => answerFirst?.(request) ?? dropPrefix({ request, server }) ?? app.fetch(request);
      const code = bringRoom && CODE_IN_PATH.exec(request.url)?.[1];
      return (code && bringRoom?.(code)?.then((refused) => refused ?? answer())) || answer();
    },
    websocket: sockets === undefined ? websocketHandler : trackingHandler(sockets),
  });
  app.server = server as Server<unknown>;
  return app.server;
}

/**
 * Listens on the port of a setting, or without one on the first free port from the default on. Rules C2, C3, N14.
 * @param tryListen starts listening on a port, or throws the system's error
 * @returns what `tryListen` returned, or half a sentence that names the setting to change
 */
export function listenOnFreePort<Listening>(
  asked: AskedPort,
  tryListen: (port: number) => Listening,
): { server: Listening } | { problem: string } {
  const last = asked.portAsked ? asked.port : Math.min(asked.port + MAX_FURTHER_PORTS, 65_535);
  for (let port = asked.port; port <= last; port++) {
    try {
      return { server: tryListen(port) };
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (code === "EADDRINUSE" && port < last) continue;
      const problem = problemOf(String(code), asked);
      if (problem === undefined) throw error;
      return { problem };
    }
  }
  throw new RangeError("no port was tried");
}

/** Returns undefined for an error that no setting causes. */
function problemOf(code: string, asked: AskedPort): string | undefined {
  const { port, portAsked, setting = "MAYFLY_PORT" } = asked;
  const cure = asked.cure === undefined ? "" : `; ${asked.cure}`;
  switch (code) {
    case "EADDRINUSE":
      return portAsked
        ? `${setting}: ${port} is in use by another program${cure}`
        : `${setting}: ${port} and the ${MAX_FURTHER_PORTS} ports after it are in use; choose one`;
    case "EACCES":
    case "EPERM":
      return `${setting}: this user isn't allowed to listen on ${port}; ports under 1024 are often reserved${cure}`;
    case "EADDRNOTAVAIL":
    case "EINVAL":
      return "MAYFLY_HOST: this machine has no such address";
    default:
      return code.startsWith("ERR_OSSL") ? "MAYFLY_TLS: not a certificate and its key in PEM" : undefined;
  }
}

/**
 * Returns the app's routes as Bun's router takes them; each handler is compiled on its first request. Paths with a star are
 * left to the app, which matches them after all others. Every other path here has a method and no optional part.
 */
function routesOf(
  { app, direct, bringRoom }: HttpApp,
  withHost: (request: Request) => Request,
): Record<string, Record<string, Handler>> {
  const routes: Record<string, Record<string, Handler>> = {};
  for (const route of app.router.history) {
    const { path, method } = route;
    if (path.endsWith("*")) continue;
    let compiled: Handler | undefined = direct.get(`${method} ${path}`);
    const handle: Handler = (request, server) => {
      compiled ??= createBunRouteHandler(app, route) as Handler;
      return compiled(withHost(request), server);
    };
    const handleWithRoom: Handler = (request, server) =>
      bringRoom?.(request.params.code)?.then((refused) => refused ?? handle(request, server)) ??
      handle(request, server);
    const address = encodeURI(path).replace(/(?<=.)\/$/, "");
    const isOfRoom = bringRoom !== undefined && path.includes(":code");
    routes[address] = { [method]: isOfRoom ? handleWithRoom : handle, ...routes[address] };
  }
  return routes;
}
