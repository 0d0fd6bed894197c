// The app as a server of Bun's: its routes in Bun's own router, all else to the app. It is what Elysia's listen does, but for
// making all handlers a second time and collecting garbage before the first answer: a tenth of the time to it.
import type { Server } from "bun";
import type { AnyElysia } from "elysia";
import { createBunRouteHandler } from "elysia/adapter/bun/compose";
import { type SocketData, websocket } from "./routes/websocket.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** Of a connection where nothing moves. */
const IDLE_SECONDS = 30;

export type Address = {
  readonly port: number;
  readonly hostname: string;
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined;
};

/** @throws what the system said when it can't have the address */
export function listen(app: AnyElysia, { port, hostname, tls }: Address): Server<unknown> {
  const server = Bun.serve<SocketData, string>({
    port,
    hostname,
    ...(tls && { tls }),
    idleTimeout: IDLE_SECONDS,
    // A second server on a taken port would share it in silence.
    reusePort: false,
    // Errors are not to be shown as a developer's page.
    development: false,
    routes: routesOf(app),
    fetch: (request) => app.fetch(request),
    websocket,
  });
  app.server = server as Server<unknown>;
  return app.server;
}

/**
 * Each is compiled when it is first asked for. A path with a star is the app's to match, after all others; other paths here
 * have a method, and no part that may be left out.
 */
function routesOf(app: AnyElysia): Record<string, Record<string, Handler>> {
  const routes: Record<string, Record<string, Handler>> = {};
  for (const route of app.router.history) {
    const { path, method } = route;
    if (path.endsWith("*")) continue;
    let compiled: Handler | undefined;
    const handle: Handler = (request) => {
      compiled ??= createBunRouteHandler(app, route) as Handler;
      return compiled(request);
    };
    const place = encodeURI(path).replace(/(?<=.)\/$/, "");
    routes[place] = { [method]: handle, ...routes[place] };
  }
  return routes;
}
