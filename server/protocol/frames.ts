// The frames of `/ws/{code}`: schemas of what a client may send, types of what it is sent. Rules W* of SPEC.md.
import { type Static, Type } from "@sinclair/typebox";
import type { RefusalCode } from "./codes.ts";
import { AVATAR, NONCE } from "./limits.ts";

// Upper bounds in UTF-16 units keep absurd input out early; the real limits are in characters, in text.ts.
const Name = Type.String({ maxLength: 256 });
const Avatar = Type.Union([Type.String({ pattern: AVATAR }), Type.Null()]);
const Nonce = Type.String({ pattern: NONCE });
const Id = Type.String({ minLength: 1, maxLength: 64 });

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
    password: Type.Optional(Type.String({ maxLength: 1024 })),
    cursor: Type.Optional(Cursor),
    /** Stays the same for one tab over its reconnects: a newer socket of it replaces the older. */
    tab: Type.Optional(Id),
    /** Several frames may come in one, a line each. */
    batch: Type.Optional(Type.Boolean()),
  }),
  chat: Type.Object({
    type: Type.Literal("chat"),
    message: Type.String(),
    nonce: Type.Optional(Nonce),
    replyTo: Type.Optional(Id),
  }),
  edit: Type.Object({
    type: Type.Literal("edit"),
    id: Id,
    message: Type.String(),
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
};

export type Cursor = Static<typeof Cursor>;
export type CommandType = keyof typeof COMMANDS;
export type CommandOf<T extends CommandType> = Static<(typeof COMMANDS)[T]>;
export type Command = { [T in CommandType]: CommandOf<T> }[CommandType];

export type Role = "owner" | "admin" | "member";
export type Member = { id: string; name: string; avatar: string | null };
/** `away`: none of the member's pages is being looked at. */
export type PresentMember = Member & { role: Role; away: boolean };

/** A room as anyone who may see it sees it. Instants are ISO 8601. */
export type RoomView = {
  code: string;
  /** The code as people read it: `k7pq-2mfx`, or the name chosen by hand. */
  shownCode: string;
  title: string;
  visibility: "unlisted" | "public";
  entry: "open";
  createdAt: string;
  expiresAt: string;
  expiresInSeconds: number;
  memberCount: number;
  maxMembers: number | null;
  idleMinutes: number | null;
  anyoneCanEnd: boolean;
};

type Stamped = { id: string; timestamp: string; roomId: string };

export type ChatEvent = Stamped & {
  type: "chat";
  seq: number;
  user: string;
  userId: string;
  avatar: string | null;
  message: string;
  nonce?: string;
  replyTo?: string;
  editedAt?: string;
  /** Its text is gone for good. */
  deleted?: true;
  /** Who reacted, by emoji, in order. */
  reactions?: Record<string, string[]>;
};

type Revising = Stamped & { seq: number; user: string; userId: string; messageId: string; nonce?: string };

/** What happened to a message after it was sent. `protocol/revise.ts` folds it in. */
export type EditEvent = Revising & { type: "edit"; message: string };
export type DeleteEvent = Revising & { type: "delete" };
export type ReactEvent = Revising & { type: "react"; emoji: string; on: boolean };
export type Revision = EditEvent | DeleteEvent | ReactEvent;

/** The room itself changed: only what changed is in `room`. `message` says it to a person. */
export type RoomEvent = Stamped & {
  type: "room";
  seq: number;
  user: string;
  userId: string | null;
  message: string;
  room: Partial<Pick<RoomView, "title" | "expiresAt">>;
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
  /** The server's clock now, ISO 8601: countdowns go by it. */
  serverTime: string;
  /** Which build the server is: a page of another one may be old. */
  build: string;
};

export type Signal =
  | { type: "replay"; events: LogEvent[]; more: boolean }
  | (Stamped & {
      type: "user_joined";
      user: string;
      userId: string;
      avatar: string | null;
      role: Role;
      message: string;
    })
  | (Stamped & { type: "user_left"; user: string; userId: string; message: string })
  | { type: "typing"; user: string; userId: string }
  | { type: "away"; user: string; userId: string; on: boolean }
  | { type: "roster"; members: PresentMember[] }
  | { type: "refused"; nonce?: string; code: RefusalCode; message: string; retryAfterMs?: number }
  | (Stamped & { type: "room_ended"; reason: EndReason; message: string });

/** Why a room ended: its life was over, nobody was left, or somebody ended it. */
export type EndReason = "expired" | "idle" | "ended";

export type ServerFrame = Welcome | LogEvent | Signal;
