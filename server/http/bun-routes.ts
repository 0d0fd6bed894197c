// The app's routes for Bun's own router, which finds them faster than Elysia's does.
import type { AnyElysia } from "elysia";
import { createBunRouteHandler } from "elysia/adapter/bun/compose";
import type { DirectRoutes } from "./direct-routes.ts";
import type { HttpApp, RouteHandler } from "./http-app.ts";

/**
 * Returns the app's routes as Bun's router takes them; each handler is compiled on its first request. Paths with a star are
 * left to the app, which matches them after all others. Every other path here has a method and no optional part.
 * @param direct takes the place of the app's own handlers
 */
export function createBunRoutes(
  app: AnyElysia,
  direct: DirectRoutes,
  bringRoom: HttpApp["bringRoom"],
): HttpApp["routes"] {
  return (withHost) => {
    const routes: Record<string, Record<string, RouteHandler>> = {};
    for (const route of app.router.history) {
      const { path, method } = route;
      if (path.endsWith("*")) continue;
      let compiled: RouteHandler | undefined = direct.get(`${method} ${path}`);
      const handle: RouteHandler = (request, server) => {
        compiled ??= createBunRouteHandler(app, route) as RouteHandler;
        return compiled(withHost(request), server);
      };
      const handleWithRoom: RouteHandler = (request, server) =>
        bringRoom?.(request.params.code, request, server)?.then((turned) =>
          turned === undefined ? handle(request, server) : turned.answer,
        ) ?? handle(request, server);
      const address = encodeURI(path).replace(/(?<=.)\/$/, "");
      const isOfRoom = bringRoom !== undefined && path.includes(":code");
      routes[address] = { [method]: isOfRoom ? handleWithRoom : handle, ...routes[address] };
    }
    return routes;
  };
}
