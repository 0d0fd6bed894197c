// /api/rooms/{code}/board: what is on the board of a room, and pinning messages. Rules B1, B6.
import { Elysia } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { BoardBody, PinRequest } from "#protocol/http";
import { MAX_ID_LENGTH } from "#protocol/limits";
import { goneRefusal } from "../../chat/lib/refusals.ts";
import type { Room } from "../../chat/room-model/room.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { createRoomAccess } from "../request/room-access.ts";

const NO_MESSAGE = new Refusal("not_found", "id: no such message here.");

export const boardRoutes = (context: AppContext) => {
  const { actorOf, findRoom, findRoomToRead } = createRoomAccess(context);
  const viewOf = ({ state: { board = [], pinners = "moderators" } }: Room) => ({ pins: [...board], pinners });

  return new Elysia({ name: "board", detail: { tags: ["Messages"] } })
    .use(authenticate(context))
    .get(
      "/api/rooms/:code/board",
      ({ params, requester, set }) => {
        const room = findRoomToRead(params.code, requester);
        return room instanceof Refusal ? refuse(set, room) : viewOf(room);
      },
      {
        response: { 200: BoardBody, ...ERROR_RESPONSES },
        detail: { summary: "Read the board", description: "The messages that are pinned for everybody." },
      },
    )
    .post(
      "/api/rooms/:code/messages/:id/pin",
      async ({ body: { on, nonce, sealed }, params: { code, id }, requester, set }) => {
        const room = findRoom(code, requester);
        if (room instanceof Refusal) return refuse(set, room);
        if (requester.member === undefined && requester.ownerKey === undefined) return refuse(set, TOKEN_NEEDED);
        if (id.length > MAX_ID_LENGTH) return refuse(set, NO_MESSAGE);
        const command = { type: "pin" as const, id, on, nonce, sealed };
        const outcome = await context.rooms.commandPipeline.submit(room, actorOf(room, requester), command);
        if (outcome instanceof Refusal) return refuse(set, outcome);
        return room.isEnded ? refuse(set, goneRefusal(room)) : viewOf(room);
      },
      {
        ...jsonBody(PinRequest),
        response: { 200: BoardBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Pin a message",
          description: "Puts it on the board or takes it off. For the owner and admins, or for everyone: see pinners.",
        },
      },
    );
};
