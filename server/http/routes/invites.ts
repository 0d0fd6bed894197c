// /api/rooms/{code}/invites and owner-key: secrets that let somebody in, or make them the owner. Rules G8, G9.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import {
  ClaimedInviteBody,
  ClaimRequest,
  CreatedInviteBody,
  InviteRequest,
  InvitesBody,
  OwnerKeyBody,
} from "#protocol/http";
import { type Action, can } from "#protocol/roles";
import { ClaimedInvites } from "../../chat/access/claimed-invites.ts";
import { isBanned } from "../../chat/access/entry-rules.ts";
import { addInvite, claimInvite, revokeInvite, validInvites } from "../../chat/access/invites.ts";
import { createOwnerKey, randomBase32 } from "../../chat/lib/ids.ts";
import { BANNED, goneRefusal, roleRefusal } from "../../chat/lib/refusals.ts";
import type { Room } from "../../chat/room-model/room.ts";
import type { Invite, RoomState } from "../../chat/room-model/room-state.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, type Requester, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { createRoomAccess } from "../request/room-access.ts";

const inviteView = ({ id, uses, usesLeft, expiresAt }: Invite) => ({
  id,
  uses,
  usesLeft,
  expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
});

export const invitesRoutes = (context: AppContext) => {
  const { rooms, random, rateLimits } = context;
  const { clock, digest } = rooms.ports;
  const { actorOf, findRoom } = createRoomAccess(context);

  /** Returns the room, if the requester's role permits this action in it. */
  const findRoomIfPermitted = (code: string, requester: Requester, action: Action) => {
    const room = findRoom(code, requester);
    if (room instanceof Refusal || can(actorOf(room, requester).role, action)) return room;
    return roleRefusal();
  };
  /**
   * Changes state that only the owner and admins see, if the requester still may when the change has its turn. Such changes
   * are rate limited.
   */
  const changeState = (
    room: Room,
    requester: Requester,
    action: Action,
    next: (state: RoomState) => RoomState | Refusal,
  ) =>
    rateLimits.admit("changes", requester, () =>
      rooms.commandPipeline.changeState(room, (state) =>
        can(actorOf(room, requester).role, action) ? next(state) : roleRefusal(),
      ),
    );
  const createInvite = async (room: Room, requester: Requester, request: InviteRequest) => {
    const id = randomBase32(random, 10);
    const secret = createOwnerKey(random);
    const refusal = await changeState(room, requester, "invite", (state) =>
      addInvite(state, request, { id, digest: digest(secret) }, clock()),
    );
    const created = room.state.invites.find((one) => one.id === id);
    return refusal ?? (created === undefined ? goneRefusal(room) : { secret, created });
  };

  const claimed = new ClaimedInvites(rooms.ports.wheel);
  /** Hands a member the secret that an invite holds, which is erased in the same moment. */
  const claim = (room: Room, requester: Requester, invite: string) =>
    rateLimits.admit("changes", requester, async (): Promise<string | Refusal> => {
      const actor = actorOf(room, requester);
      const { member } = actor;
      if (member === undefined) return TOKEN_NEEDED;
      const inviteDigest = digest(invite);
      const name = `${room.founding.epoch} ${inviteDigest}`;
      const before = claimed.get(name, member.id);
      if (before !== undefined) return before;
      let wrapped = "";
      const refusal = await rooms.commandPipeline.changeState(room, (state) => {
        if (isBanned(room, actor)) return BANNED;
        const used = claimInvite(state, inviteDigest, member.id, clock());
        if (used instanceof Refusal) return used;
        wrapped = used.wrapped;
        return used.state;
      });
      if (refusal !== undefined) return refusal;
      claimed.add(name, member.id, wrapped, clock());
      return wrapped;
    });

  return new Elysia({ name: "invites", detail: { tags: ["Members"] } })
    .use(authenticate(context))
    .get(
      "/api/rooms/:code/invites",
      ({ params, requester, set }) => {
        const room = findRoomIfPermitted(params.code, requester, "invite");
        if (room instanceof Refusal) return refuse(set, room);
        return { invites: validInvites(room.state, clock()).map(inviteView) };
      },
      {
        response: { 200: InvitesBody, ...ERROR_RESPONSES },
        detail: { summary: "Active invites", description: WHO },
      },
    )
    .post(
      "/api/rooms/:code/invites",
      async ({ body, params, requester, set, status }) => {
        const room = findRoomIfPermitted(params.code, requester, "invite");
        if (room instanceof Refusal) return refuse(set, room);
        const invite = await createInvite(room, requester, body);
        if (invite instanceof Refusal) return refuse(set, invite);
        const { secret, created } = invite;
        const url = `${context.origins.urlOf(requester, room.view(clock()).shownCode)}#invite=${secret}`;
        return status(201, { ...inviteView(created), invite: secret, url });
      },
      {
        ...jsonBody(InviteRequest),
        response: { 201: CreatedInviteBody, ...ERROR_RESPONSES },
        detail: { summary: "Create an invite", description: `Lets people in even if the room is closed. ${WHO}` },
      },
    )
    .post(
      "/api/rooms/:code/invites/claim",
      async ({ body, params, requester, set }) => {
        const room = findRoom(params.code, { ...requester, invite: body.invite });
        const wrapped = room instanceof Refusal ? room : await claim(room, requester, body.invite);
        return wrapped instanceof Refusal ? refuse(set, wrapped) : { wrapped };
      },
      {
        ...jsonBody(ClaimRequest),
        response: { 200: ClaimedInviteBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Use an invite of an encrypted room",
          description: "Hands out what the invite holds, once. You may ask again for a minute.",
        },
      },
    )
    .delete(
      "/api/rooms/:code/invites/:id",
      async ({ params, requester, set, status }) => {
        const room = findRoomIfPermitted(params.code, requester, "invite");
        if (room instanceof Refusal) return refuse(set, room);
        const refusal = await changeState(room, requester, "invite", (state) => revokeInvite(state, params.id));
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        parse: "none",
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: { summary: "Revoke an invite", description: WHO },
      },
    )
    .post(
      "/api/rooms/:code/owner-key",
      async ({ params, requester, set, status }) => {
        const room = findRoomIfPermitted(params.code, requester, "handover");
        if (room instanceof Refusal) return refuse(set, room);
        const key = createOwnerKey(random);
        const refusal = await changeState(room, requester, "handover", (state) => ({
          ...state,
          ownerKeyDigest: digest(key),
          ownerKeyHolder: undefined,
        }));
        return refusal === undefined ? status(201, { ownerKey: key }) : refuse(set, refusal);
      },
      {
        parse: "none",
        response: { 201: OwnerKeyBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Replace the owner key",
          description: "For the owner. The previous key stops working.",
        },
      },
    );
};

const WHO = "For the owner and admins, with a token or with the owner key in X-Owner-Key.";
