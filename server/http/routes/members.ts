// /api/rooms/{code}/members and what is done to them: joining, leaving, letting in, sending away. Rules G2 to G9, G12.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { ActionRequest, BansBody, JoinedBody, JoinRequest, KnocksBody, MembersBody, WaitingBody } from "#protocol/http";
import { ID_LENGTH } from "#protocol/limits";
import { type Action, may, ROOM_ACTIONS, type RoomAction } from "#protocol/roles";
import { deny, leave } from "../../chat/joining/leave-room.ts";
import type { Node } from "../request/app-context.ts";
import { identify, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import type { Asked } from "../request/rate-limits.ts";
import { entrance } from "../request/room-access.ts";

const NO_ACTION = new Refusal("not_found", "There is no such action.");
const NO_MEMBER = new Refusal("not_found", "There is no such member here.");
const isAction = (action: string): action is RoomAction => (ROOM_ACTIONS as readonly string[]).includes(action);

export const members = (node: Node) => {
  const { rooms } = node;
  const { actorOf, find, read } = entrance(node);
  const now = () => rooms.ports.clock();

  /** The room, where whoever asks may do that in it. */
  const kept = (code: string, asked: Asked, action: Action) => {
    const room = find(code, asked);
    if (room instanceof Refusal || may(actorOf(room, asked).role, action)) return room;
    return new Refusal("not_allowed", "Only the owner and the admins may see this.");
  };
  // Of a body only what is documented: whatever else it has is nobody's.
  const act = async (
    asked: Asked,
    code: string,
    userId: string,
    action: string,
    { minutes, reason }: ActionRequest,
  ) => {
    const room = find(code, asked);
    if (room instanceof Refusal) return room;
    if (asked.member === undefined && asked.ownerKey === undefined) return TOKEN_NEEDED;
    const actor = actorOf(room, asked);
    if (action === "deny") return deny(rooms, room, actor, { userId });
    if (!isAction(action)) return NO_ACTION;
    if (userId.length > ID_LENGTH) return NO_MEMBER;
    const outcome = await rooms.submit(room, actor, { type: "moderate", action, userId, minutes, reason });
    return outcome instanceof Refusal ? outcome : undefined;
  };
  const join = async (asked: Asked, code: string, bringing: JoinRequest) => {
    const room = find(code, { ...asked, invite: bringing.invite });
    if (room instanceof Refusal) return room;
    const { member } = asked;
    if (member === undefined) return TOKEN_NEEDED;
    const answer = await rooms.door.enter(room, { ...actorOf(room, asked), member }, bringing);
    if (answer instanceof Refusal) return answer;
    if (answer === "knock") return rooms.knocks.ask(room, member) ?? ("waiting" as const);
    const refusal = await rooms.door.list(room, member.id);
    if (refusal === undefined) rooms.presence.saw(room, member);
    return refusal ?? { status: "member" as const, room: room.view(now()), role: room.roleOf(member.id) };
  };

  return new Elysia({ name: "members", detail: { tags: ["Members"] } })
    .use(identify(node))
    .get(
      "/api/rooms/:code/members",
      ({ params, asked, set }) => {
        const room = read(params.code, asked);
        return room instanceof Refusal ? refuse(set, room) : { members: room.known(now()) };
      },
      {
        response: { 200: MembersBody, ...ERRORS },
        detail: {
          summary: "Who is here, and who of the room is not",
          description: "Remembered beyond their presence are the owner, admins, accounts, and who was let in.",
        },
      },
    )
    .post(
      "/api/rooms/:code/join",
      async ({ body, params, asked, set, status }) => {
        const joined = await join(asked, params.code, body);
        if (joined instanceof Refusal) return refuse(set, joined);
        return joined === "waiting" ? status(202, { status: joined }) : status(200, joined);
      },
      {
        ...jsonBody(JoinRequest),
        response: { 200: JoinedBody, 202: WaitingBody, ...ERRORS },
        detail: {
          summary: "Be let in",
          description: "By password or invite where the room asks for one. 202: you knock; ask again within a minute.",
        },
      },
    )
    .post(
      "/api/rooms/:code/leave",
      async ({ params, member, asked, set, status }) => {
        const room = find(params.code, asked);
        if (room instanceof Refusal) return refuse(set, room);
        if (member === undefined) return refuse(set, TOKEN_NEEDED);
        const refusal = node.visitors.spend("changes", asked) ?? (await leave(rooms, room, member.id));
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        response: { 204: t.Void(), ...ERRORS },
        detail: { summary: "Leave for good", description: "Your sockets here are closed, and you are off the list." },
      },
    )
    .post(
      "/api/rooms/:code/members/:id/:action",
      async ({ body, params, asked, set, status }) => {
        const refusal = await act(asked, params.code, params.id, params.action, body);
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        ...jsonBody(ActionRequest),
        response: { 204: t.Void(), ...ERRORS },
        detail: {
          summary: "Do something to a member",
          description: `The action is one of ${ROOM_ACTIONS.join(", ")}, deny. ${KEEPERS}`,
        },
      },
    )
    .get(
      "/api/rooms/:code/bans",
      ({ params, asked, set }) => {
        const room = kept(params.code, asked, "unban");
        if (room instanceof Refusal) return refuse(set, room);
        const bans = Array.from(room.state.bans, ([id, { name, at }]) => ({
          id,
          name,
          bannedAt: new Date(at).toISOString(),
        }));
        return { bans };
      },
      { response: { 200: BansBody, ...ERRORS }, detail: { summary: "Who is banned", description: KEEPERS } },
    )
    .get(
      "/api/rooms/:code/knocks",
      ({ params, asked, set }) => {
        const room = kept(params.code, asked, "admit");
        return room instanceof Refusal ? refuse(set, room) : { knocks: rooms.knocks.list(room) };
      },
      { response: { 200: KnocksBody, ...ERRORS }, detail: { summary: "Who waits to be let in", description: KEEPERS } },
    );
};

const KEEPERS = "For the owner and admins: by token, or by the owner key in X-Owner-Key.";
