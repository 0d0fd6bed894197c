// /api/rooms/{code}/invites and owner-key: secrets that let somebody in, or make them the owner. Rules G8, G9.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { InviteRequest, InvitesBody, MadeInviteBody, OwnerKeyBody } from "#protocol/http";
import { type Action, may } from "#protocol/roles";
import { invited, revoked, validInvites } from "../../chat/access/invites.ts";
import { draw, ownerKey } from "../../chat/lib/ids.ts";
import type { Room } from "../../chat/room-model/room.ts";
import type { Invite, RoomState } from "../../chat/room-model/room-state.ts";
import type { Node } from "../request/app-context.ts";
import { identify } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import type { Asked } from "../request/rate-limits.ts";
import { entrance } from "../request/room-access.ts";

const viewOf = ({ id, uses, usesLeft, expiresAt }: Invite) => ({
  id,
  uses,
  usesLeft,
  expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
});

export const invites = (node: Node) => {
  const { rooms, random, visitors } = node;
  const { clock, digest } = rooms.ports;
  const { actorOf, find } = entrance(node);

  const kept = (code: string, asked: Asked, action: Action) => {
    const room = find(code, asked);
    if (room instanceof Refusal || may(actorOf(room, asked).role, action)) return room;
    return NOT_ALLOWED;
  };
  /** The same, where it is to be changed. */
  const changed = (code: string, asked: Asked, action: Action) => {
    const room = kept(code, asked, action);
    return room instanceof Refusal ? room : (visitors.spend("changes", asked) ?? room);
  };
  /** Changes what only they may see, if they still may when it is its turn. */
  const keep = (room: Room, asked: Asked, action: Action, next: (state: RoomState) => RoomState | Refusal) =>
    rooms.intake.keep(room, (state) => (may(actorOf(room, asked).role, action) ? next(state) : NOT_ALLOWED));
  const make = async (room: Room, asked: Asked, request: InviteRequest) => {
    const id = draw(random, 10);
    const secret = ownerKey(random);
    const refusal = await keep(room, asked, "invite", (state) =>
      invited(state, request, { id, digest: digest(secret) }, clock()),
    );
    const made = room.state.invites.find((one) => one.id === id);
    return refusal ?? (made === undefined ? new Refusal("ended", "This room has ended.") : { secret, made });
  };

  return new Elysia({ name: "invites", detail: { tags: ["Members"] } })
    .use(identify(node))
    .get(
      "/api/rooms/:code/invites",
      ({ params, asked, set }) => {
        const room = kept(params.code, asked, "invite");
        if (room instanceof Refusal) return refuse(set, room);
        return { invites: validInvites(room.state, clock()).map(viewOf) };
      },
      {
        response: { 200: InvitesBody, ...ERRORS },
        detail: { summary: "Invites that are good still", description: WHO },
      },
    )
    .post(
      "/api/rooms/:code/invites",
      async ({ body, params, request, asked, set, status }) => {
        const room = changed(params.code, asked, "invite");
        if (room instanceof Refusal) return refuse(set, room);
        const invite = await make(room, asked, body);
        if (invite instanceof Refusal) return refuse(set, invite);
        const { secret, made } = invite;
        const url = `${node.origins.urlOf(request, room.view(clock()).shownCode)}#invite=${secret}`;
        return status(201, { ...viewOf(made), invite: secret, url });
      },
      {
        ...jsonBody(InviteRequest),
        response: { 201: MadeInviteBody, ...ERRORS },
        detail: { summary: "Make an invite", description: `It lets in whatever the entry is. ${WHO}` },
      },
    )
    .delete(
      "/api/rooms/:code/invites/:id",
      async ({ params, asked, set, status }) => {
        const room = changed(params.code, asked, "invite");
        if (room instanceof Refusal) return refuse(set, room);
        const refusal = await keep(room, asked, "invite", (state) => revoked(state, params.id));
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      { response: { 204: t.Void(), ...ERRORS }, detail: { summary: "Revoke an invite", description: WHO } },
    )
    .post(
      "/api/rooms/:code/owner-key",
      async ({ params, asked, set, status }) => {
        const room = changed(params.code, asked, "handover");
        if (room instanceof Refusal) return refuse(set, room);
        const key = ownerKey(random);
        const refusal = await keep(room, asked, "handover", (state) => ({ ...state, ownerKeyDigest: digest(key) }));
        return refusal === undefined ? status(201, { ownerKey: key }) : refuse(set, refusal);
      },
      {
        response: { 201: OwnerKeyBody, ...ERRORS },
        detail: {
          summary: "Get another owner key",
          description: "For the owner. The one before proves nothing any more.",
        },
      },
    );
};

const WHO = "For the owner and admins: by token, or by the owner key in X-Owner-Key.";
const NOT_ALLOWED = new Refusal("not_allowed", "Your role in this room doesn't allow that.");
