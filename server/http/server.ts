// Lets the app listen on a port, through Bun's own router. Elysia's listen would make all handlers a second time and collect
// garbage before the first answer: measured, without that the first answer comes ten times sooner.
import type { Server, ServerWebSocket, TLSOptions } from "bun";
import type { Config } from "../config/config.ts";
import type { Answer, HttpApp } from "./http-app.ts";
import { type SocketData, trackingHandler, websocketHandler } from "./realtime/websocket-handler.ts";

/** A connection without traffic is closed after this, whatever it has sent of a request. Rule N62. */
const IDLE_SECONDS = 30;
/** How long after the start the app is loaded, if no request needs it sooner. */
const LOAD_AFTER_MS = 20;
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
  const withHost = createHostFiller(address, () => server.port);
  const server = Bun.serve({ ...optionsOf(address), ...handlersOf(http, address, withHost) }) as Server<unknown>;
  http.app.server = server;
  return server;
}

/**
 * Starts listening before the app is there, which takes longer to load than all else before the first answer. Until then,
 * requests wait, except those that `answerEarly` answers. The app is loaded for the first that waits, or after a moment in
 * which whoever waits for the start gets its answer.
 * @throws the system's error when the address is not available
 */
export function listenAhead(
  load: () => Promise<HttpApp>,
  answerEarly: (request: Request) => Response | undefined,
  address: ListenAddress,
): Server<unknown> {
  const options = optionsOf(address);
  const withHost = createHostFiller(address, () => server.port);
  let loading: Promise<Handlers> | undefined;
  const loadHandlers = () => {
    loading ??= load().then((http) => {
      const handlers = handlersOf(http, address, withHost);
      http.app.server = server;
      server.reload({ ...options, ...handlers });
      return handlers;
    });
    return loading;
  };
  const server = Bun.serve({
    ...options,
    routes: {},
    async fetch(given, server) {
      const request = withHost(given);
      const answer = address.answerFirst?.(request) ?? answerEarly(request);
      return answer ?? (await loadHandlers()).fetch(request, server);
    },
  }) as Server<unknown>;
  setTimeout(loadHandlers, LOAD_AFTER_MS);
  return server;
}

/** Everything but the handlers of requests. */
const optionsOf = ({ port, hostname, certificates, sockets, idleSeconds }: ListenAddress) => ({
  port,
  hostname,
  ...(certificates && { tls: [...certificates] }),
  idleTimeout: idleSeconds ?? IDLE_SECONDS,
  // Each route has a limit of its own: files may be larger than Bun's.
  maxRequestBodySize: Number.MAX_SAFE_INTEGER,
  // Otherwise a second server on a taken port would share the port instead of failing.
  reusePort: false,
  // Otherwise Bun would answer errors with a page for developers.
  development: false,
  websocket: sockets === undefined ? websocketHandler : trackingHandler(sockets),
});

type Handlers = {
  readonly routes: ReturnType<HttpApp["routes"]>;
  readonly fetch: (request: Request, server: Server<unknown>) => Answer;
};

function handlersOf(
  { app, routes, dropPrefix, bringRoom }: HttpApp,
  { answerFirst }: ListenAddress,
  withHost: (request: Request) => Request,
): Handlers {
  return {
    // Bun's router would answer first.
    routes: answerFirst === undefined ? routes(withHost) : {},
    fetch: (given, server) => {
      const request = withHost(given);
      const answer = () => answerFirst?.(request) ?? dropPrefix({ request, server }) ?? app.fetch(request);
      const code = bringRoom && CODE_IN_PATH.exec(request.url)?.[1];
      const bringing = code ? bringRoom?.(code, request, server) : undefined;
      return bringing?.then((turned) => (turned === undefined ? answer() : turned.answer)) ?? answer();
    },
  };
}

/** Clients of HTTP/1.0, such as old health checks, need not say which host they mean; for them it is this address. */
function createHostFiller({ hostname, certificates }: ListenAddress, port: () => number | undefined) {
  const scheme = certificates === undefined ? "http" : "https";
  const ownHost = hostname.includes(":") ? `[${hostname}]` : hostname;
  return (request: Request): Request => {
    if (!request.url.startsWith("/") || request.headers.has("host")) return request;
    const { params } = request as { params?: object };
    return Object.assign(new Request(`${scheme}://${ownHost}:${port()}${request.url}`, request), { params });
  };
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
