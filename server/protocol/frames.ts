// Defines the frames of `/ws/{code}`: schemas of the client's commands, types of the server's frames. Rules W* of SPEC.md.
import { type Static, Type } from "@sinclair/typebox";
import type { RefusalCode } from "./error-codes.ts";
import { AVATAR_PATTERN, MAX_ID_LENGTH, MAX_SEEN_PER_FRAME, MAX_SLOW_MODE_SECONDS, NONCE_PATTERN } from "./limits.ts";
import {
  ENTRIES,
  type Entry,
  PINNERS,
  type Pinners,
  ROOM_ACTIONS,
  type Role,
  type RoomAction,
  VISIBILITIES,
  type Visibility,
  WRITERS,
  type Writers,
} from "./roles.ts";
import {
  type ChallengeView,
  type ENCRYPTION,
  FileIds,
  Mentions,
  MessageText,
  Name,
  Nullable,
  OneOf,
  Proof,
  Reason,
  Rekey,
  Sealed,
  type SealedBy,
  type SealedEdit,
  type SealedFields,
  type SealedMessage,
  type SealedReaction,
  type SealedWelcome,
  SmallSealed,
  Title,
  Vanish,
} from "./schemas.ts";

export type { Entry, Pinners, Role, RoomAction, SealedBy, SealedEdit, SealedReaction, Vanish, Visibility, Writers };

const Avatar = Type.Union([Type.String({ pattern: AVATAR_PATTERN }), Type.Null()]);
const Nonce = Type.String({ pattern: NONCE_PATTERN });
const Id = Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH });
const Seq = Type.Integer({ minimum: 1 });

/** The settings of a room that can be changed while it lives. */
export const RoomPatch = Type.Object({
  title: Type.Optional(Title),
  visibility: Type.Optional(OneOf(VISIBILITIES)),
  entry: Type.Optional(OneOf(ENTRIES)),
  password: Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: 1024 }), Type.Null()], {
      description: "Needed to join; null removes it. Stored only as a hash",
    }),
  ),
  slowModeSeconds: Type.Optional(
    Type.Union([Type.Integer({ minimum: 0, maximum: MAX_SLOW_MODE_SECONDS }), Type.Null()], {
      description: "Seconds between two messages of a member; 0 or null turns slow mode off",
    }),
  ),
  writers: Type.Optional(OneOf(WRITERS)),
  vanish: Type.Optional(Nullable(Vanish)),
  pinners: Type.Optional(OneOf(PINNERS)),
  maxMembers: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], {
      description: "Maximum people; null: no limit",
    }),
  ),
  idleMinutes: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
      description: "Minutes after the last member left until the room ends; null: it lasts until its time is up",
    }),
  ),
  extend: Type.Optional(Type.Integer({ minimum: 1, description: "Minutes to add" })),
});

/** The optional fields of a moderation action: the length of a mute, and the reason. */
export const ModerationDetails = Type.Object({
  minutes: Type.Optional(Type.Integer({ minimum: 1, description: "For a mute; if left out, until the room ends" })),
  reason: Type.Optional(Reason),
});

export const Cursor = Type.Object({
  epoch: Type.String({ minLength: 1, maxLength: 32 }),
  seq: Type.Integer({ minimum: 0 }),
});

/** The schemas of the commands a client may send, by `type`. Fields that a schema does not name are ignored (W3). */
export const COMMANDS = {
  join: Type.Object({
    type: Type.Literal("join"),
    token: Type.String({ maxLength: 2048 }),
    name: Type.Optional(Name),
    avatar: Type.Optional(Avatar),
    /** The room's password, which is needed if the entry is `password`. */
    password: Type.Optional(Type.String({ maxLength: 1024 })),
    /** The secret of an invite, which lets the member in regardless of the entry. */
    invite: Type.Optional(Id),
    /** In encrypted rooms: that the member has the room's key, for the challenge that the socket began with. */
    proof: Type.Optional(Proof),
    cursor: Type.Optional(Cursor),
    /** The browser tab's own id, which stays the same over reconnects: a newer socket of the tab replaces the older (W12). */
    tab: Type.Optional(Id),
    /** Whether the client accepts several frames in one WebSocket message, one per line (W17). */
    batch: Type.Optional(Type.Boolean()),
  }),
  chat: Type.Object({
    type: Type.Literal("chat"),
    /** May be left out of a message with files. */
    message: Type.Optional(MessageText),
    files: FileIds,
    nonce: Type.Optional(Nonce),
    replyTo: Type.Optional(Id),
    mentions: Mentions,
    vanish: Type.Optional(Vanish),
    sealed: Type.Optional(Sealed),
  }),
  edit: Type.Object({
    type: Type.Literal("edit"),
    id: Id,
    /** Left out only where it is sealed; what the message has is repeated then. */
    message: Type.Optional(MessageText),
    mentions: Mentions,
    sealed: Type.Optional(Sealed),
    files: FileIds,
    vanish: Type.Optional(Vanish),
    nonce: Type.Optional(Nonce),
  }),
  delete: Type.Object({ type: Type.Literal("delete"), id: Id, nonce: Type.Optional(Nonce) }),
  react: Type.Object({
    type: Type.Literal("react"),
    id: Id,
    emoji: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
    sealed: Type.Optional(SmallSealed),
    /** `false` removes the reaction. The default is `true`. */
    on: Type.Optional(Type.Boolean()),
    nonce: Type.Optional(Nonce),
  }),
  /** Puts a message on the board, or takes it off. */
  pin: Type.Object({
    type: Type.Literal("pin"),
    id: Id,
    on: Type.Boolean(),
    sealed: Type.Optional(SmallSealed),
    nonce: Type.Optional(Nonce),
  }),
  typing: Type.Object({ type: Type.Literal("typing"), sealed: Type.Optional(SmallSealed) }),
  /** In encrypted rooms: what the member calls themselves. */
  profile: Type.Object({ type: Type.Literal("profile"), sealed: SmallSealed, nonce: Type.Optional(Nonce) }),
  /** In encrypted rooms: the key to which a new secret is sealed for this socket. */
  session: Type.Object({ type: Type.Literal("session"), sealed: SmallSealed }),
  /** In encrypted rooms: continues the keyring, and hands open pages the new secret. */
  rekey: Type.Object({ type: Type.Literal("rekey"), ...Rekey, nonce: Type.Optional(Nonce) }),
  /** Tells that messages were on the member's screen. Only messages that vanish once they are seen ask for it (L9). */
  seen: Type.Object({
    type: Type.Literal("seen"),
    seq: Type.Union([Seq, Type.Array(Seq, { minItems: 1, maxItems: MAX_SEEN_PER_FRAME })]),
  }),
  /** Asks for a `pong`, which shows that the socket carries frames both ways (W26). */
  ping: Type.Object({ type: Type.Literal("ping") }),
  /** Tells that nobody is looking at this socket's page (`on: true`), or that somebody is again. */
  away: Type.Object({ type: Type.Literal("away"), on: Type.Boolean() }),
  rename: Type.Object({
    type: Type.Literal("rename"),
    name: Type.Optional(Name),
    avatar: Type.Optional(Avatar),
  }),
  /** Changes settings of the room. */
  change: Type.Object({
    type: Type.Literal("change"),
    ...RoomPatch.properties,
    /** In encrypted rooms: the title. */
    sealed: Type.Optional(SmallSealed),
    nonce: Type.Optional(Nonce),
  }),
  /** Takes an action on a member. `deny` refuses a knock; it is the only action that is not announced to the room. */
  moderate: Type.Object({
    type: Type.Literal("moderate"),
    action: OneOf([...ROOM_ACTIONS, "deny"]),
    userId: Id,
    ...ModerationDetails.properties,
    nonce: Type.Optional(Nonce),
  }),
};

export type Cursor = Static<typeof Cursor>;
export type CommandType = keyof typeof COMMANDS;
export type CommandOf<T extends CommandType> = Static<(typeof COMMANDS)[T]>;
export type Command = { [T in CommandType]: CommandOf<T> }[CommandType];

export type Member = { id: string; name: string; avatar: string | null };
/** A present member. `away` is true while nobody is looking at any of their pages. */
export type PresentMember = Member & {
  role: Role;
  away: boolean;
  /** The end of the member's mute, ISO 8601; absent if they are not muted. */
  mutedUntil?: string;
};

/** A room as clients see it. Instants are ISO 8601. */
export type RoomView = {
  code: string;
  /** The code as it is displayed: a generated one in groups, `k7pq-2mfx`, a chosen one as it was chosen. */
  shownCode: string;
  title: string;
  visibility: Visibility;
  entry: Entry;
  /** The room is end-to-end encrypted, and lets in only those who have its key. Left out of other rooms. */
  encryption?: typeof ENCRYPTION;
  /** Slow mode: a member may send one message per this many seconds. null: slow mode is off. */
  slowModeSeconds: number | null;
  /** Who may write messages. Everybody may read them and react. */
  writers: Writers;
  /** When messages vanish that are said without a life of their own. null: they don't. */
  vanish: Vanish | null;
  /** Who may pin messages. Left out where only the owner and the admins may. */
  pinners?: Pinners;
  createdAt: string;
  /** null: the room has no end. */
  expiresAt: string | null;
  expiresInSeconds: number | null;
  memberCount: number;
  maxMembers: number | null;
  idleMinutes: number | null;
  anyoneCanEnd: boolean;
  /** The maximum length of a message, in characters. */
  messageLength: number;
};

/** A file of a message. */
export type FileView = {
  id: string;
  name: string;
  /** The media type, found in the content. */
  type: string;
  bytes: number;
  /** Where to read it, relative to the base path. */
  url: string;
  /** The size of an image that pages can show, in pixels. */
  width?: number;
  height?: number;
  /** How long a recording lasts, as its sender said. */
  seconds?: number;
};

type EventFields = { id: string; timestamp: string; roomId: string };

export type ChatEvent = EventFields & {
  type: "chat";
  seq: number;
  user: string;
  userId: string;
  avatar: string | null;
  message: string;
  nonce?: string;
  replyTo?: string;
  /** Whom its author's client said it means. */
  mentions?: string[];
  files?: FileView[];
  /** The message vanishes by itself. If it is also `deleted`, it has vanished. */
  vanish?: Vanish;
  editedAt?: string;
  /** Set if the message was deleted. `message` is empty then. */
  deleted?: true;
  /** For each emoji, the ids of the members who reacted with it, in order. */
  reactions?: Record<string, string[]>;
} & SealedMessage;

/** What the board has of a message. */
export type Pin = Pick<ChatEvent, "id" | "seq" | "user" | "userId" | "avatar" | "message" | "timestamp"> &
  Pick<Partial<ChatEvent>, "files" | "editedAt" | "sealed" | "digest" | "edit">;

type RevisionFields = EventFields & { seq: number; user: string; userId: string; messageId: string; nonce?: string };

/** The events that revise an earlier message. `protocol/revise.ts` applies them to it. */
export type EditEvent = RevisionFields &
  SealedFields &
  Pick<SealedEdit, "files" | "vanish"> & { type: "edit"; message: string; mentions?: string[] };
export type DeleteEvent = RevisionFields & { type: "delete" };
export type ReactEvent = RevisionFields & SealedFields & { type: "react"; emoji: string; on: boolean };
export type Revision = EditEvent | DeleteEvent | ReactEvent;

/** The lives of these messages are over (H15). Nobody did it, so it has no author. */
export type VanishEvent = EventFields & {
  type: "vanish";
  seq: number;
  messageIds: string[];
  userId?: undefined;
  nonce?: undefined;
};

/** The settings whose changes are announced by a `room` event. */
export type RoomSettings = Pick<
  RoomView,
  | "title"
  | "expiresAt"
  | "visibility"
  | "entry"
  | "slowModeSeconds"
  | "writers"
  | "vanish"
  | "pinners"
  | "maxMembers"
  | "idleMinutes"
> & { sealedTitle?: SealedBy };

/**
 * Announces a change of the room's settings (`room` contains only those that changed), an `action` on a member, the
 * `target`, or a change of the board. `message` describes it for people.
 */
export type RoomEvent = EventFields &
  SealedFields & {
    type: "room";
    seq: number;
    user: string;
    userId: string | null;
    message: string;
    room: Partial<RoomSettings>;
    action?: RoomAction;
    target?: { id: string; name: string };
    /** A message was put on the board, or taken off. */
    pin?: { id: string; on: boolean };
    /** The end of a mute, or of the time in which a kicked member is kept out, ISO 8601. */
    until?: string;
    reason?: string;
    nonce?: string;
  };

/** The events that get a seq and are kept in history. No other frame is numbered or kept. */
export type LogEvent = ChatEvent | Revision | VanishEvent | RoomEvent;

export type Welcome = {
  type: "welcome";
  room: RoomView;
  you: PresentMember;
  members: PresentMember[];
  /** The client's position after `events`. The client sends it when it reconnects. */
  cursor: Cursor;
  /** true: `events` are exactly those after the client's cursor. false: they are a snapshot that replaces all earlier ones. */
  recovered: boolean;
  events: LogEvent[];
  /** Whether further missed events follow in `replay` frames, before any live frame. */
  more: boolean;
  /** The members who wait to be let in. Only the owner and the admins get it, and only if somebody waits. */
  knocks?: Knock[];
  /** What is on the board, in the order of the messages. Left out where it is empty. */
  board?: Pin[];
  /** The server's current time, ISO 8601. Clients base their countdowns on it. */
  serverTime: string;
  /** The server's build. A client of another build may be outdated. */
  build: string;
} & SealedWelcome;

/** A member who waits to be let in. */
export type Knock = { user: string; userId: string; avatar: string | null };

export type Signal =
  | { type: "replay"; events: LogEvent[]; more: boolean }
  | (EventFields & {
      type: "user_joined";
      user: string;
      userId: string;
      avatar: string | null;
      role: Role;
      message: string;
    })
  | (EventFields & { type: "user_left"; user: string; userId: string; message: string })
  | { type: "typing"; user: string; userId: string; sealed?: string }
  | ({ type: "profile" | "session" } & SealedBy)
  /** Records were appended to the keyring. */
  | { type: "keyring"; records: string[] }
  /** The new secret, for this page alone. */
  | { type: "box"; session: string; box: string }
  | { type: "away"; user: string; userId: string; on: boolean }
  | { type: "roster"; members: PresentMember[] }
  /** The member's account is erased: whatever has their name has it no more. */
  | { type: "forgotten"; userId: string }
  /** The join became a knock. No frames of the room follow until it is answered. */
  | { type: "waiting"; message: string }
  /** Sent to the owner and the admins when somebody knocks. */
  | ({ type: "knock" } & Knock)
  /** The knock was answered, or the member stopped waiting. */
  | { type: "knock_gone"; userId: string }
  /** The answer to `ping`: everything sent before it has arrived. */
  | { type: "pong" }
  /** What a socket begins with in an encrypted room. */
  | ({ type: "challenge" } & ChallengeView)
  | { type: "refused"; nonce?: string; code: RefusalCode; message: string; retryAfterMs?: number }
  | (EventFields & { type: "room_ended"; reason: EndReason; message: string });

/** The reason a room ended: its life was over, nobody was left, or somebody ended it. */
export type EndReason = "expired" | "idle" | "ended";

export type ServerFrame = Welcome | LogEvent | Signal;
