// What listens is given: the app behind all routes, and what is done with a request before the app gets it.
import type { Server } from "bun";
import type { AnyElysia } from "elysia";
import type { ClientRequest } from "./request/client-request.ts";

export type Answer = Response | undefined | Promise<Response | undefined>;
// biome-ignore lint/suspicious/noExplicitAny: each of Bun's requests has the parameters of its own path
export type RouteHandler = (request: any, server: Server<any>) => Answer;

/** How a request is answered that nothing more is done with; a socket's answer is none. */
export type TurnedAway = { readonly answer: Response | undefined };

export type HttpApp = {
  readonly app: AnyElysia;
  /**
   * Returns the routes as Bun's router takes them, by path and method.
   * @param withHost gives a request the host that it doesn't name
   */
  readonly routes: (withHost: (request: Request) => Request) => Record<string, Record<string, RouteHandler>>;
  /** Returns an answer where there is nothing more to do. */
  readonly dropPrefix: (client: ClientRequest) => Response | undefined;
  /**
   * Takes in the room of a code that another node has, or turns the request away if that can't be known now. Absent where this
   * node has all rooms.
   */
  readonly bringRoom:
    | ((code: string, request: Request, server: Server<unknown>) => Promise<TurnedAway | undefined> | undefined)
    | undefined;
};
