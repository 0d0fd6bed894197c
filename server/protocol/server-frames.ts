// Schemas of what the server sends on a socket and in an event stream, for documents and tests: nothing is checked against
// them while the server runs. `server-frames.test.ts` holds them to the types in frames.ts.
import { type TProperties, Type } from "@sinclair/typebox";
import { REFUSALS } from "./error-codes.ts";
import { ChatBody, CursorBody, KnocksBody, PinBody, PresentMemberBody, RoomBody, SealedEditBody } from "./http.ts";
import { ENTRIES, PINNERS, ROLES, ROOM_ACTIONS, VISIBILITIES, WRITERS } from "./roles.ts";
import { challengeFields, Nullable, OneOf, SmallSealed, Vanish } from "./schemas.ts";

const Instant = ChatBody.properties.timestamp;
const Avatar = PresentMemberBody.properties.avatar;
const Id = Type.String();
const Seq = Type.Integer({ description: "Number in the room, from 1, without gaps" });
const Nonce = Type.Optional(Type.String({ description: "The sender's own id of the command" }));

const SealedBy = Type.Object({ userId: Id, sealed: SmallSealed });
const sealed = { sealed: ChatBody.properties.sealed, digest: ChatBody.properties.digest };
const edit = SealedEditBody.properties;
const eventFields = { id: Id, timestamp: Instant, roomId: Id };
const numbered = { ...eventFields, seq: Seq, user: Type.String(), userId: Id, nonce: Nonce };
const revision = { ...numbered, messageId: Id };

function frame<const Name extends string, Fields extends TProperties>(type: Name, fields: Fields, description: string) {
  return Type.Object({ type: Type.Literal(type), ...fields }, { description });
}

/** A numbered event that the room keeps, by `type`. */
export const EVENTS = {
  chat: ChatBody,
  edit: frame(
    "edit",
    { ...revision, message: Type.String(), ...sealed, files: edit.files, vanish: edit.vanish },
    "A message was edited",
  ),
  delete: frame("delete", revision, "A message was deleted"),
  react: frame(
    "react",
    { ...revision, emoji: Type.String(), on: Type.Boolean(), ...sealed },
    "A reaction was added or removed",
  ),
  vanish: frame(
    "vanish",
    { ...eventFields, seq: Seq, messageIds: Type.Array(Id) },
    "Messages vanished: erase them wherever you show them",
  ),
  room: frame(
    "room",
    {
      ...numbered,
      userId: Nullable(Id),
      message: Type.String(),
      room: Type.Partial(
        Type.Object({
          title: Type.String(),
          expiresAt: Nullable(Instant),
          visibility: OneOf(VISIBILITIES),
          entry: OneOf(ENTRIES),
          slowModeSeconds: Nullable(Type.Integer()),
          writers: OneOf(WRITERS),
          vanish: Nullable(Vanish),
          pinners: OneOf(PINNERS),
          maxMembers: Nullable(Type.Integer()),
          idleMinutes: Nullable(Type.Integer()),
          sealedTitle: SealedBy,
        }),
        { description: "Only what changed" },
      ),
      action: Type.Optional(OneOf(ROOM_ACTIONS)),
      target: Type.Optional(Type.Object({ id: Id, name: Type.String() })),
      pin: Type.Optional(
        Type.Object({ id: Id, on: Type.Boolean() }, { description: "A message was put on the board, or taken off" }),
      ),
      until: Type.Optional(Instant),
      reason: Type.Optional(Type.String()),
      ...sealed,
    },
    "The room or its board was changed, or a member was moderated",
  ),
};

export const Event = Type.Union(Object.values(EVENTS), { description: "A numbered event that the room keeps" });
const Events = Type.Array(Event, { description: "In order of seq" });
const Knock = KnocksBody.properties.knocks.items;
const Members = Type.Array(PresentMemberBody);

/** What passes and is not kept, by `type`. */
export const SIGNALS = {
  welcome: frame(
    "welcome",
    {
      room: RoomBody,
      you: PresentMemberBody,
      members: Members,
      cursor: CursorBody,
      recovered: Type.Boolean({ description: "Whether events is exactly what you missed since your cursor" }),
      events: Events,
      more: Type.Boolean({ description: "Whether the rest follows in replay frames" }),
      knocks: Type.Optional(Type.Array(Knock)),
      board: Type.Optional(Type.Array(PinBody, { description: "What is on the board, if anything is" })),
      keyring: Type.Optional(Type.Array(Type.String(), { description: "Of an encrypted room: the records" })),
      profiles: Type.Optional(Type.Array(SealedBy)),
      sessions: Type.Optional(Type.Array(SealedBy)),
      sealedTitle: Type.Optional(SealedBy),
      serverTime: Instant,
      build: Type.String(),
    },
    "The answer to a join",
  ),
  replay: frame("replay", { events: Events, more: Type.Boolean() }, "More of what you missed"),
  user_joined: frame(
    "user_joined",
    { ...eventFields, user: Type.String(), userId: Id, avatar: Avatar, role: OneOf(ROLES), message: Type.String() },
    "Someone joined",
  ),
  user_left: frame(
    "user_left",
    { ...eventFields, user: Type.String(), userId: Id, message: Type.String() },
    "Someone left",
  ),
  typing: frame(
    "typing",
    { user: Type.String(), userId: Id, sealed: Type.Optional(SmallSealed) },
    "Someone is typing; show it for 5 seconds",
  ),
  profile: frame("profile", SealedBy.properties, "In an encrypted room: what a member calls themselves"),
  session: frame("session", SealedBy.properties, "In an encrypted room: the key of a member's open page"),
  keyring: frame("keyring", { records: Type.Array(Type.String()) }, "In an encrypted room: its keyring goes on"),
  box: frame("box", { session: Id, box: Type.String() }, "In an encrypted room: the new secret, for your page alone"),
  away: frame("away", { user: Type.String(), userId: Id, on: Type.Boolean() }, "Someone is away, or back"),
  roster: frame("roster", { members: Members }, "Who is here now"),
  forgotten: frame(
    "forgotten",
    { userId: Id },
    "An account was erased: call this member Somebody wherever you show them",
  ),
  waiting: frame("waiting", { message: Type.String() }, "You are waiting for the host to let you in"),
  knock: frame("knock", Knock.properties, "Someone is waiting to join"),
  knock_gone: frame("knock_gone", { userId: Id }, "Someone is no longer waiting to join"),
  challenge: frame("challenge", challengeFields, "In an encrypted room: send join with a proof for it"),
  pong: frame("pong", {}, "The answer to ping: everything sent before it has arrived"),
  refused: frame(
    "refused",
    {
      nonce: Nonce,
      code: OneOf(Object.keys(REFUSALS) as (keyof typeof REFUSALS)[]),
      message: Type.String(),
      retryAfterMs: Type.Optional(Type.Number()),
    },
    "Your command was refused",
  ),
  room_ended: frame(
    "room_ended",
    { ...eventFields, reason: OneOf(["expired", "idle", "ended"]), message: Type.String() },
    "The room has ended and is erased",
  ),
};
