// The frames of `/ws/{code}`: schemas of what a client may send, types of what it is sent. Rules W* of SPEC.md.
import { type Static, Type } from "@sinclair/typebox";
import type { RefusalCode } from "./error-codes.ts";
import { AVATAR_PATTERN, MAX_ID_LENGTH, MAX_SLOW_MODE_SECONDS, NONCE_PATTERN } from "./limits.ts";
import {
  ENTRIES,
  type Entry,
  ROOM_ACTIONS,
  type Role,
  type RoomAction,
  VISIBILITIES,
  type Visibility,
} from "./roles.ts";
import { Mentions, MessageText, Name, OneOf, Reason, Title } from "./schemas.ts";

export type { Entry, Role, RoomAction, Visibility };

const Avatar = Type.Union([Type.String({ pattern: AVATAR_PATTERN }), Type.Null()]);
const Nonce = Type.String({ pattern: NONCE_PATTERN });
const Id = Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH });

/** What of a room may be changed while it lives. */
export const RoomPatch = Type.Object({
  title: Type.Optional(Title),
  visibility: Type.Optional(OneOf(VISIBILITIES)),
  entry: Type.Optional(OneOf(ENTRIES)),
  password: Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: 1024 }), Type.Null()], {
      description: "Asked of newcomers; null takes it away. Kept as a hash alone",
    }),
  ),
  slowModeSeconds: Type.Optional(
    Type.Union([Type.Integer({ minimum: 0, maximum: MAX_SLOW_MODE_SECONDS }), Type.Null()], {
      description: "A member talks once in so many; 0 or null for as they like",
    }),
  ),
  maxMembers: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], { description: "null: no limit" }),
  ),
  extend: Type.Optional(Type.Integer({ minimum: 1, description: "Minutes added to the room's life" })),
});

/** What an action may need: for how long (`mute`), and why. */
export const ModerationDetails = Type.Object({
  minutes: Type.Optional(Type.Integer({ minimum: 1, description: "Of a mute; to the room's end when left out" })),
  reason: Type.Optional(Reason),
});

export const Cursor = Type.Object({
  epoch: Type.String({ minLength: 1, maxLength: 32 }),
  seq: Type.Integer({ minimum: 0 }),
});

/** What a client may say, by `type`. Fields not named here are ignored, whatever they claim. */
export const COMMANDS = {
  join: Type.Object({
    type: Type.Literal("join"),
    token: Type.String({ maxLength: 2048 }),
    name: Type.Optional(Name),
    avatar: Type.Optional(Avatar),
    /** Of the room, where its entry asks for one. */
    password: Type.Optional(Type.String({ maxLength: 1024 })),
    /** An invite's secret: it opens whatever the entry is. */
    invite: Type.Optional(Id),
    cursor: Type.Optional(Cursor),
    /** Stays the same for one tab over its reconnects: a newer socket of it replaces the older. */
    tab: Type.Optional(Id),
    /** Several frames may come in one, a line each. */
    batch: Type.Optional(Type.Boolean()),
  }),
  chat: Type.Object({
    type: Type.Literal("chat"),
    message: MessageText,
    nonce: Type.Optional(Nonce),
    replyTo: Type.Optional(Id),
    mentions: Mentions,
  }),
  edit: Type.Object({
    type: Type.Literal("edit"),
    id: Id,
    message: MessageText,
    mentions: Mentions,
    nonce: Type.Optional(Nonce),
  }),
  delete: Type.Object({ type: Type.Literal("delete"), id: Id, nonce: Type.Optional(Nonce) }),
  react: Type.Object({
    type: Type.Literal("react"),
    id: Id,
    emoji: Type.String({ minLength: 1, maxLength: 32 }),
    /** false takes it back; true when left out. */
    on: Type.Optional(Type.Boolean()),
    nonce: Type.Optional(Nonce),
  }),
  typing: Type.Object({ type: Type.Literal("typing") }),
  /** Nobody looks at this socket's page, or somebody does again. */
  away: Type.Object({ type: Type.Literal("away"), on: Type.Boolean() }),
  rename: Type.Object({
    type: Type.Literal("rename"),
    name: Type.Optional(Name),
    avatar: Type.Optional(Avatar),
  }),
  /** Changes the room itself. */
  change: Type.Object({ type: Type.Literal("change"), ...RoomPatch.properties, nonce: Type.Optional(Nonce) }),
  /** Does something to a member. `deny` answers a knock and happens to nobody else. */
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
/** `away`: none of the member's pages is being looked at. */
export type PresentMember = Member & {
  role: Role;
  away: boolean;
  /** While the member may not talk: until when, ISO 8601. */
  mutedUntil?: string;
};

/** A room as anyone who may see it sees it. Instants are ISO 8601. */
export type RoomView = {
  code: string;
  /** The code as people read it: `k7pq-2mfx`, or the name chosen by hand. */
  shownCode: string;
  title: string;
  visibility: Visibility;
  entry: Entry;
  /** A member talks once in so many; null: as they like. */
  slowModeSeconds: number | null;
  createdAt: string;
  /** null: it lasts. */
  expiresAt: string | null;
  expiresInSeconds: number | null;
  memberCount: number;
  maxMembers: number | null;
  idleMinutes: number | null;
  anyoneCanEnd: boolean;
  /** The most characters a message may have. */
  messageLength: number;
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
  editedAt?: string;
  /** Its text is gone for good. */
  deleted?: true;
  /** Who reacted, by emoji, in order. */
  reactions?: Record<string, string[]>;
};

type RevisionFields = EventFields & { seq: number; user: string; userId: string; messageId: string; nonce?: string };

/** What happened to a message after it was sent. `protocol/revise.ts` folds it in. */
export type EditEvent = RevisionFields & { type: "edit"; message: string; mentions?: string[] };
export type DeleteEvent = RevisionFields & { type: "delete" };
export type ReactEvent = RevisionFields & { type: "react"; emoji: string; on: boolean };
export type Revision = EditEvent | DeleteEvent | ReactEvent;

/** Settings as they are told when they change. */
export type RoomSettings = Pick<
  RoomView,
  "title" | "expiresAt" | "visibility" | "entry" | "slowModeSeconds" | "maxMembers"
>;

/**
 * The room itself changed: only what changed is in `room`. Or something was done to a member: `action`, to `target`.
 * `message` says it to a person.
 */
export type RoomEvent = EventFields & {
  type: "room";
  seq: number;
  user: string;
  userId: string | null;
  message: string;
  room: Partial<RoomSettings>;
  action?: RoomAction;
  target?: { id: string; name: string };
  /** Of a mute: until when, ISO 8601. */
  until?: string;
  reason?: string;
  nonce?: string;
};

/** Numbered and kept. Everything else passes. */
export type LogEvent = ChatEvent | Revision | RoomEvent;

export type Welcome = {
  type: "welcome";
  room: RoomView;
  you: PresentMember;
  members: PresentMember[];
  /** Where the client stands after `events`; what it says when it comes back. */
  cursor: Cursor;
  /** true: `events` is exactly what was missed since the cursor given. false: a snapshot; forget what was before. */
  recovered: boolean;
  events: LogEvent[];
  /** More of what was missed follows in `replay` frames, before anything else. */
  more: boolean;
  /** Who waits to be let in, for those who may let them in; left out where nobody does. */
  knocks?: Knock[];
  /** The server's clock now, ISO 8601: countdowns go by it. */
  serverTime: string;
  /** Which build the server is: a page of another one may be old. */
  build: string;
};

/** Somebody who waits to be let in. */
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
  | { type: "typing"; user: string; userId: string }
  | { type: "away"; user: string; userId: string; on: boolean }
  | { type: "roster"; members: PresentMember[] }
  /** You knocked: somebody lets you in, or doesn't. Nothing else comes until then. */
  | { type: "waiting"; message: string }
  /** To those who may let them in. */
  | ({ type: "knock" } & Knock)
  /** It was answered, or they went. */
  | { type: "knock_gone"; userId: string }
  | { type: "refused"; nonce?: string; code: RefusalCode; message: string; retryAfterMs?: number }
  | (EventFields & { type: "room_ended"; reason: EndReason; message: string });

/** Why a room ended: its life was over, nobody was left, or somebody ended it. */
export type EndReason = "expired" | "idle" | "ended";

export type ServerFrame = Welcome | LogEvent | Signal;
