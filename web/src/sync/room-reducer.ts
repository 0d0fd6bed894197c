// The client's fold: what the server said and what was done here, to what there is to see. Pure. It stands at the last
// seq it holds without a hole, and applies nothing beyond a hole until the next welcome (H7).
import type { RefusalCode } from "#protocol/error-codes";
import type {
  ChatEvent,
  Cursor,
  EndReason,
  Knock,
  LogEvent,
  PresentMember,
  RoomView,
  ServerFrame,
  Welcome,
} from "#protocol/frames";
import { TYPING_FADE_MS } from "#protocol/limits";
import { firstOf, lastOf } from "./event-list.ts";
import { type Held, heldOf, NOTHING, withNewer, withOlder } from "./message-store.ts";
import { type OutboxAction, type Outgoing, outboxAfter, refused, unconfirmed } from "./pending-messages.ts";
import { folded, type Presence } from "./presence-log.ts";

/** The server's "no", as it said it. */
export type Refusal = {
  readonly code: RefusalCode;
  readonly message: string;
  /** How long to wait before the next try, where it said so. */
  readonly retryAfterMs?: number | undefined;
};

export type Typing = { readonly userId: string; readonly user: string; readonly until: number };

export type RoomState = {
  readonly room: RoomView | undefined;
  readonly you: PresentMember | undefined;
  readonly members: readonly PresentMember[];
  /** Where we stand; undefined before the first welcome. */
  readonly cursor: Cursor | undefined;
  /** What there is to see; nothing is missing from the first live one on. */
  readonly held: Held;
  /** The server may have messages before the first one held. */
  readonly hasOlder: boolean;
  /** An event beyond the next one came: what follows is worthless until we resume. */
  readonly gap: boolean;
  readonly outbox: readonly Outgoing[];
  readonly presence: readonly Presence[];
  readonly typing: readonly Typing[];
  /** The server's last "no" to something that was not a message. */
  readonly refusal: Refusal | undefined;
  /** Who waits to be let in, as far as that is ours to know. */
  readonly knocks: readonly Knock[];
  readonly ended: EndReason | undefined;
  /** This device's clock at the last `clock` action, and how far the server's is ahead of it. */
  readonly now: number;
  readonly serverAheadMs: number;
};

export type LocalAction =
  | { type: "clock"; now: number }
  | OutboxAction
  | { type: "older"; before: number; messages: readonly ChatEvent[]; more: boolean }
  | { type: "dismiss" };

export type Place = "next" | "known" | "hole";

/** Where an event stands to what we hold. Replaced only to show that another answer loses messages. */
export function contiguous(standing: number, seq: number): Place {
  if (seq <= standing) return "known";
  return seq === standing + 1 ? "next" : "hole";
}

export const EMPTY: RoomState = {
  room: undefined,
  you: undefined,
  members: [],
  cursor: undefined,
  held: NOTHING,
  hasOlder: false,
  gap: false,
  outbox: [],
  presence: [],
  typing: [],
  refusal: undefined,
  knocks: [],
  ended: undefined,
  now: 0,
  serverAheadMs: 0,
};

/** What a client says in `join` to get what it missed. */
export function cursorOf(state: RoomState): Cursor | undefined {
  return state.cursor;
}

/** The seq of the first event held: older pages end before it. */
export function firstSeq(state: RoomState): number {
  return firstOf(state.held.log)?.seq ?? (state.cursor?.seq ?? 0) + 1;
}

function without<T>(list: readonly T[], isGone: (item: T) => boolean): readonly T[] {
  return list.some(isGone) ? list.filter((item) => !isGone(item)) : list;
}

function append(state: RoomState, incoming: readonly LogEvent[], place: typeof contiguous): RoomState {
  if (state.cursor === undefined || state.gap) return state;
  let { seq } = state.cursor;
  let { room } = state;
  let gap = false;
  const read: LogEvent[] = [];
  const fresh: LogEvent[] = [];
  for (const event of incoming) {
    const stands = place(seq, event.seq);
    gap = stands === "hole";
    if (gap) break;
    read.push(event);
    if (stands === "known") continue;
    seq = event.seq;
    fresh.push(event);
    if (event.type === "room" && room !== undefined) room = { ...room, ...event.room };
  }
  const outbox = unconfirmed(state.outbox, state.you, read);
  if (fresh.length === 0) return gap || outbox !== state.outbox ? { ...state, gap, outbox } : state;
  const held = withNewer(state.held, fresh);
  const isCut = firstOf(held.log)?.seq !== (firstOf(state.held.log) ?? firstOf(held.log))?.seq;
  return {
    ...state,
    held,
    hasOlder: state.hasOlder || isCut,
    room,
    gap,
    outbox,
    cursor: { epoch: state.cursor.epoch, seq },
    typing: without(state.typing, (one) => fresh.some(({ userId }) => userId === one.userId)),
  };
}

function welcomed(state: RoomState, frame: Welcome, place: typeof contiguous): RoomState {
  const present = {
    you: frame.you,
    members: frame.members,
    serverAheadMs: Date.parse(frame.serverTime) - state.now,
    gap: false,
    typing: [],
    refusal: undefined,
    knocks: frame.knocks ?? [],
  };
  if (frame.recovered && state.cursor !== undefined) {
    const cursor = { epoch: frame.cursor.epoch, seq: state.cursor.seq };
    return { ...append({ ...state, ...present, cursor }, frame.events, place), room: frame.room };
  }
  const { events, cursor, room } = frame;
  const fresh = { ...state, ...present, room, held: heldOf(events), cursor, presence: [] };
  return { ...fresh, hasOlder: firstSeq(fresh) > 1, outbox: unconfirmed(state.outbox, frame.you, events) };
}

function withMember(state: RoomState, member: PresentMember): readonly PresentMember[] {
  return [...without(state.members, ({ id }) => id === member.id), member];
}

function change(state: RoomState, action: ServerFrame | LocalAction, place: typeof contiguous): RoomState {
  switch (action.type) {
    case "welcome":
      return welcomed(state, action, place);
    case "replay":
      return append(state, action.events, place);
    case "user_joined": {
      const { userId: id, user: name, avatar, role } = action;
      const presence = folded(state.presence, lastOf(state.held.log)?.seq ?? 0, name, "joined");
      return { ...state, members: withMember(state, { id, name, avatar, role, away: false }), presence };
    }
    case "user_left": {
      const { userId, user } = action;
      return {
        ...state,
        members: without(state.members, ({ id }) => id === userId),
        typing: without(state.typing, (one) => one.userId === userId),
        presence: folded(state.presence, lastOf(state.held.log)?.seq ?? 0, user, "left"),
      };
    }
    case "away": {
      const members = state.members.map((one) => (one.id === action.userId ? { ...one, away: action.on } : one));
      return { ...state, members };
    }
    case "roster": {
      const you = action.members.find(({ id }) => id === state.you?.id) ?? state.you;
      return { ...state, members: action.members, you };
    }
    case "typing": {
      const { userId, user } = action;
      if (userId === state.you?.id) return state;
      const others = without(state.typing, (one) => one.userId === userId);
      return { ...state, typing: [...others, { userId, user, until: state.now + TYPING_FADE_MS }] };
    }
    case "refused": {
      if (action.code === "slow_down" || action.code === "not_joined") return state;
      const { code, message, retryAfterMs } = action;
      const refusal = { code, message, retryAfterMs };
      if (action.nonce === undefined) return { ...state, refusal };
      const outbox = refused(state.outbox, action.nonce, refusal);
      return outbox.length === state.outbox.length ? { ...state, outbox } : { ...state, outbox, refusal };
    }
    case "knock":
    case "knock_gone": {
      const others = without(state.knocks, ({ userId }) => userId === action.userId);
      if (action.type === "knock_gone") return { ...state, knocks: others };
      const { user, userId, avatar } = action;
      return { ...state, knocks: [...others, { user, userId, avatar }] };
    }
    case "room_ended":
      return { ...state, ended: action.reason };
    case "clock":
      return { ...state, now: action.now, typing: without(state.typing, ({ until }) => until <= action.now) };
    case "send":
    case "revise":
    case "retry":
    case "discard":
      return { ...state, outbox: outboxAfter(state.outbox, action, state.now) };
    case "older": {
      // A snapshot may have replaced what this page was asked for.
      if (action.before !== firstSeq(state)) return state;
      const page = action.messages.filter(({ seq }) => seq < action.before);
      return { ...state, held: withOlder(state.held, page), hasOlder: action.more && page.length > 0 };
    }
    case "dismiss":
      return { ...state, refusal: undefined };
    default:
      // Whatever is numbered belongs to the log, also what only a newer client can show.
      return "seq" in action ? append(state, [action], place) : state;
  }
}

/** A reducer that takes `place`'s word for what follows what. */
export function reducer(place: typeof contiguous) {
  return (state: RoomState, action: ServerFrame | LocalAction): RoomState => change(state, action, place);
}

export const reduce = reducer(contiguous);
