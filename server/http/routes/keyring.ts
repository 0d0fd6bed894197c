// /api/rooms/{code}/challenge and keyring: what it takes to join an encrypted room, and to read it. Rules E23, E60.
import { Elysia } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { ChallengeBody, KeyringBody } from "#protocol/http";
import { sealedRoomView } from "../../chat/connections/sealed-signals.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { createRoomAccess } from "../request/room-access.ts";

const NOT_ENCRYPTED = new Refusal("not_found", "This room isn't encrypted.");

export const keyringRoutes = (context: AppContext) => {
  const { findRoom, findRoomToRead } = createRoomAccess(context);

  return new Elysia({ name: "keyring", detail: { tags: ["Members"] } })
    .use(authenticate(context))
    .get(
      "/api/rooms/:code/challenge",
      async ({ params, requester, set }) => {
        const room = findRoom(params.code, requester);
        if (room instanceof Refusal) return refuse(set, room);
        if (!room.isEncrypted) return refuse(set, NOT_ENCRYPTED);
        const refusal = context.rateLimits.spend("reads", requester);
        if (refusal !== undefined) return refuse(set, refusal);
        return (await context.rooms.joinRoom.issueSharedChallenge(room)).view;
      },
      {
        response: { 200: ChallengeBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Get a challenge",
          description: "For encrypted rooms: join with a proof for it within a minute. It is good once.",
        },
      },
    )
    .get(
      "/api/rooms/:code/keyring",
      ({ params, requester, set }) => {
        const room = findRoomToRead(params.code, requester);
        return room instanceof Refusal ? refuse(set, room) : (sealedRoomView(room) ?? refuse(set, NOT_ENCRYPTED));
      },
      {
        response: { 200: KeyringBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Read the keyring",
          description:
            "Of an encrypted room you have joined: what its events are opened with, together with the link, and what its members call themselves, sealed.",
        },
      },
    );
};
