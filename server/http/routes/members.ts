// /api/rooms/{code}/members, join, leave, bans and knocks: a room's members and what is done to them. Rules G2 to G9, G12.
import { Elysia, t } from "elysia";
import { fromBase64url } from "#protocol/e2ee/bytes";
import { Refusal } from "#protocol/error-codes";
import { ActionRequest, BansBody, JoinedBody, JoinRequest, KnocksBody, MembersBody, WaitingBody } from "#protocol/http";
import { MAX_ID_LENGTH } from "#protocol/limits";
import { type Action, can, ROOM_ACTIONS, type RoomAction } from "#protocol/roles";
import { denyKnock, leaveRoom } from "../../chat/joining/leave-room.ts";
import { noSuchMember } from "../../chat/lib/refusals.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, type Requester, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { createRoomAccess } from "../request/room-access.ts";

const NO_ACTION = new Refusal("not_found", "There is no such action.");
const isAction = (action: string): action is RoomAction => (ROOM_ACTIONS as readonly string[]).includes(action);

export const membersRoutes = (context: AppContext) => {
  const { rooms } = context;
  const { actorOf, findRoom, findRoomToRead } = createRoomAccess(context);
  const now = () => rooms.ports.clock();

  /** Returns the room, if the requester's role permits this action in it, and counts the request as a read. */
  const findRoomIfPermitted = (code: string, requester: Requester, action: Action) => {
    const room = findRoom(code, requester);
    if (room instanceof Refusal) return room;
    if (can(actorOf(room, requester).role, action)) return context.rateLimits.spend("reads", requester) ?? room;
    return new Refusal("not_allowed", "Only the owner and admins can see this.");
  };
  // Only the documented fields of the body are passed on, because the others were not checked.
  const moderate = async (
    requester: Requester,
    code: string,
    userId: string,
    action: string,
    { minutes, reason }: ActionRequest,
  ) => {
    const room = findRoom(code, requester);
    if (room instanceof Refusal) return room;
    if (requester.member === undefined && requester.ownerKey === undefined) return TOKEN_NEEDED;
    const actor = actorOf(room, requester);
    if (action === "deny") return denyKnock(rooms, room, actor, { userId });
    if (!isAction(action)) return NO_ACTION;
    if (userId.length > MAX_ID_LENGTH) return noSuchMember();
    const outcome = await rooms.commandPipeline.submit(room, actor, {
      type: "moderate",
      action,
      userId,
      minutes,
      reason,
    });
    return outcome instanceof Refusal ? outcome : undefined;
  };
  const join = async (requester: Requester, code: string, body: JoinRequest) => {
    const room = findRoom(code, { ...requester, invite: body.invite });
    if (room instanceof Refusal) return room;
    const actor = actorOf(room, requester);
    const { member } = actor;
    if (member === undefined) return TOKEN_NEEDED;
    const visitor = context.clientAddresses.digestOf(requester);
    const secrets = { ...body, keyProof: room.isEncrypted ? keyProofOf(body, requester) : undefined };
    const answer = await rooms.joinRoom.enter(room, { ...actor, member }, secrets, visitor);
    if (answer instanceof Refusal) return answer;
    room.endArrival(member.id);
    if (answer === "knock") return rooms.knocks.knockOverRest(room, member) ?? ("waiting" as const);
    const refusal = await rooms.joinRoom.addToList(room, member.id);
    if (refusal === undefined) rooms.presence.recordSeen(room, member);
    return refusal ?? { status: "member" as const, room: room.view(now()), role: room.roleOf(member.id) };
  };

  const keyProofOf = (body: JoinRequest, requester: Requester) => {
    const [challenge, proof] = [fromBase64url(body.challenge ?? ""), fromBase64url(body.proof ?? "")];
    return challenge && proof && { challenge, proof, bases: context.origins.basesOf(requester) };
  };

  return new Elysia({ name: "members", detail: { tags: ["Members"] } })
    .use(authenticate(context))
    .get(
      "/api/rooms/:code/members",
      ({ params, requester, set }) => {
        const room = findRoomToRead(params.code, requester);
        return room instanceof Refusal ? refuse(set, room) : { members: room.known(now()) };
      },
      {
        response: { 200: MembersBody, ...ERROR_RESPONSES },
        detail: {
          summary: "List members",
          description: "Includes people who are away if they are the owner, an admin, have an account or were let in.",
        },
      },
    )
    .post(
      "/api/rooms/:code/join",
      async ({ body, params, requester, set, status }) => {
        const joined = await join(requester, params.code, body);
        if (joined instanceof Refusal) return refuse(set, joined);
        return joined === "waiting" ? status(202, { status: joined }) : status(200, joined);
      },
      {
        ...jsonBody(JoinRequest),
        response: { 200: JoinedBody, 202: WaitingBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Join a room",
          description:
            "With the password or invite, if the room needs one. 202 means you are waiting for the host: ask again within a minute.",
        },
      },
    )
    .post(
      "/api/rooms/:code/leave",
      async ({ params, member, requester, set, status }) => {
        const room = findRoom(params.code, requester);
        if (room instanceof Refusal) return refuse(set, room);
        if (member === undefined) return refuse(set, TOKEN_NEEDED);
        const leave = () => leaveRoom(rooms, room, member.id);
        const refusal = await context.rateLimits.admit("changes", requester, leave);
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        parse: "none",
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: {
          summary: "Leave a room",
          description: "Closes your connections and removes you from the member list.",
        },
      },
    )
    .post(
      "/api/rooms/:code/members/:id/:action",
      async ({ body, params, requester, set, status }) => {
        const refusal = await moderate(requester, params.code, params.id, params.action, body);
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        ...jsonBody(ActionRequest),
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: {
          summary: "Moderate a member",
          description: `Actions: ${ROOM_ACTIONS.join(", ")}, deny. ${KEEPERS}`,
        },
      },
    )
    .get(
      "/api/rooms/:code/bans",
      ({ params, requester, set }) => {
        const room = findRoomIfPermitted(params.code, requester, "unban");
        if (room instanceof Refusal) return refuse(set, room);
        const bans = Array.from(room.state.bans, ([id, { name, at }]) => ({
          id,
          name,
          bannedAt: new Date(at).toISOString(),
        }));
        const kicks = Array.from(room.state.kicks, ([id, { name, until }]) => ({ id, name, until })).filter(
          ({ until }) => until > now(),
        );
        return { bans, kicks: kicks.map((kick) => ({ ...kick, until: new Date(kick.until).toISOString() })) };
      },
      {
        response: { 200: BansBody, ...ERROR_RESPONSES },
        detail: { summary: "List bans and kicks", description: KEEPERS },
      },
    )
    .get(
      "/api/rooms/:code/knocks",
      ({ params, requester, set }) => {
        const room = findRoomIfPermitted(params.code, requester, "admit");
        return room instanceof Refusal ? refuse(set, room) : { knocks: rooms.knocks.list(room) };
      },
      {
        response: { 200: KnocksBody, ...ERROR_RESPONSES },
        detail: { summary: "List people waiting to join", description: KEEPERS },
      },
    );
};

const KEEPERS = "For the owner and admins, with a token or with the owner key in X-Owner-Key.";
