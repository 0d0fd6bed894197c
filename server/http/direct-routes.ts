// Answers three requests without Elysia's steps around a route: a message and a new socket, which come most often, because
// these steps take longer than the work, as measured; and the first request of all, by which whoever starts the server knows
// that it runs, because compiling a route does. Elysia has the same routes, for paths that are written otherwise and for the
// documentation, and both call the same functions in the same order. Rules A3, A10, W1.
import type { Static } from "@sinclair/typebox";
import type { Server } from "bun";
import { Refusal } from "#protocol/error-codes";
import { MessageRequest } from "#protocol/http";
import { internalFault } from "../chat/lib/refusals.ts";
import type { AppContext } from "./request/app-context.ts";
import { createIdentify } from "./request/authenticate.ts";
import type { ClientRequest } from "./request/client-request.ts";
import { errorBody, refusalForError, retryAfter } from "./request/errors.ts";
import { createBodyReader } from "./request/json-body.ts";
import { ALIVE, ALIVE_TYPE } from "./routes/liveness.ts";
import { createMessageSender } from "./routes/messages.ts";
import { type createUpgrade, upgradeRefusalHeaders } from "./routes/websocket.ts";

type RoomRequest = Request & { readonly params: { readonly code: string } };
/** Returns no response where the request became a socket. */
type DirectHandler = (
  request: RoomRequest,
  server: Server<unknown>,
) => Response | undefined | Promise<Response | undefined>;

/** By method and path, the latter as Elysia has it. */
export type DirectRoutes = ReadonlyMap<string, DirectHandler>;

type DirectRouteOptions = {
  /** What the paths begin with. */
  readonly prefix: string;
  /** The headers of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Returns why the request is not even looked at. */
  readonly check: (client: ClientRequest) => Refusal | undefined;
  readonly upgrade: ReturnType<typeof createUpgrade>;
};

export function createDirectRoutes(
  context: AppContext,
  { prefix, headers, check, upgrade }: DirectRouteOptions,
): DirectRoutes {
  const identify = createIdentify(context);
  const readMessage = createBodyReader(MessageRequest);
  const send = createMessageSender(context);
  // Copied as one object, which takes a quarter of the time that a record of them takes.
  const answerHeaders = new Headers({ ...headers, "content-type": "application/json;charset=utf-8" });

  const answer = (status: number, text: string) => new Response(text, { status, headers: answerHeaders });
  const refused = (refusal: Refusal): Response => {
    const response = answer(refusal.status, JSON.stringify(errorBody(refusal)));
    const more = { ...retryAfter(refusal), ...upgradeRefusalHeaders(refusal) };
    for (const [name, value] of Object.entries(more)) response.headers.set(name, `${value}`);
    return response;
  };
  const failed = (error: unknown): Response => refused(internalFault(context.reportFault(error)));

  return new Map<string, DirectHandler>([
    [
      `GET ${prefix}/healthz`,
      (request, server) => {
        const refusal = check({ request, server });
        return refusal === undefined
          ? new Response(ALIVE, { headers: { ...headers, "content-type": ALIVE_TYPE } })
          : refused(refusal);
      },
    ],
    [
      `POST ${prefix}/api/rooms/:code/messages`,
      async (request, server) => {
        try {
          const notTaken = check({ request, server });
          if (notTaken !== undefined) return refused(notTaken);
          let body: Static<typeof MessageRequest>;
          try {
            body = await readMessage(request);
          } catch (cause) {
            // As Elysia hands it to the error hook.
            return refused(refusalForError("PARSE", { cause }) as Refusal);
          }
          const requester = identify(request, server);
          if (requester instanceof Refusal) return refused(requester);
          const sent = send(request.params.code, requester, body);
          const outcome = sent instanceof Promise ? await sent : sent;
          if (outcome instanceof Refusal) return refused(outcome);
          return answer(outcome.repeated ? 200 : 201, outcome.text);
        } catch (error) {
          return failed(error);
        }
      },
    ],
    [
      `GET ${prefix}/ws/:code`,
      (request, server) => {
        try {
          const refusal = check({ request, server }) ?? upgrade(request, server, request.params.code);
          return refusal && refused(refusal);
        } catch (error) {
          return failed(error);
        }
      },
    ],
  ]);
}
