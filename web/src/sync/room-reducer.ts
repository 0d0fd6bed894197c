// Folds what the server sent and what was done on this device into the state that the page shows. The state contains no
// gaps: its cursor is the last seq before a gap, and nothing beyond the gap is applied until the next welcome (H7).
import type {
  ChatEvent,
  Cursor,
  EditEvent,
  EndReason,
  Knock,
  LogEvent,
  PresentMember,
  RoomView,
  ServerFrame,
  VanishEvent,
  Welcome,
} from "#protocol/frames";
import type { Refusal } from "../api/api-error.ts";
import { firstEvent, lastEvent } from "./event-list.ts";
import { detectGap, takeContiguous } from "./gap-detection.ts";
import { addNewer, addOlder, EMPTY_STORE, fromSnapshot, type MessageStore, withoutName } from "./message-store.ts";
import {
  type OutboxAction,
  type PendingMessage,
  reduceOutbox,
  withoutConfirmed,
  withRefusal,
} from "./pending-messages.ts";
import { addPresence, type PresenceLine } from "./presence-log.ts";
import { addTyping, fadeTyping, removeTyping, type TypingMember } from "./typing.ts";
import { withoutItems } from "./without-items.ts";

export type RoomState = {
  readonly room: RoomView | undefined;
  readonly you: PresentMember | undefined;
  readonly members: readonly PresentMember[];
  /** The last event we have without a gap before it; undefined before the first welcome. */
  readonly cursor: Cursor | undefined;
  /** The events to show. From the first live event on, none is missing. */
  readonly messages: MessageStore;
  /** The server may have messages before the first one we have. */
  readonly hasOlder: boolean;
  /** An event beyond the next one came: nothing that follows is applied until we resume. */
  readonly hasGap: boolean;
  readonly outbox: readonly PendingMessage[];
  readonly presenceLog: readonly PresenceLine[];
  readonly typing: readonly TypingMember[];
  /** The server's last refusal of something that was not a message. */
  readonly refusal: Refusal | undefined;
  /** Those who wait to be let in, as far as we may know. */
  readonly knocks: readonly Knock[];
  readonly endReason: EndReason | undefined;
  /** This device's clock at the last `clock` action, epoch ms. */
  readonly now: number;
  /** How far the server's clock is ahead of this device's. */
  readonly serverAheadMs: number;
};

export type LocalAction =
  | { type: "clock"; now: number }
  | OutboxAction
  | { type: "older"; before: number; messages: readonly ChatEvent[]; more: boolean }
  /** The lives of messages are over by our clock, or a text was found not to be its author's. */
  | { type: "expire"; event: VanishEvent | EditEvent }
  | { type: "dismiss" };

export const EMPTY_STATE: RoomState = {
  room: undefined,
  you: undefined,
  members: [],
  cursor: undefined,
  messages: EMPTY_STORE,
  hasOlder: false,
  hasGap: false,
  outbox: [],
  presenceLog: [],
  typing: [],
  refusal: undefined,
  knocks: [],
  endReason: undefined,
  now: 0,
  serverAheadMs: 0,
};

/** Returns the seq of the first event we have: older pages end before it. */
export function oldestSeq(state: RoomState): number {
  const { log, from } = state.messages;
  const first = firstEvent(log)?.seq ?? (state.cursor?.seq ?? 0) + 1;
  return Math.min(from ?? first, first);
}

function appendIncoming(state: RoomState, incoming: readonly LogEvent[], detect: typeof detectGap): RoomState {
  if (state.cursor === undefined || state.hasGap) return state;
  const { received, fresh, cursor, room, hasGap } = takeContiguous(incoming, state.cursor, state.room, detect);
  const outbox = withoutConfirmed(state.outbox, state.you, received);
  if (fresh.length === 0) return hasGap || outbox !== state.outbox ? { ...state, hasGap, outbox } : state;
  const messages = addNewer(state.messages, fresh);
  const oldestBefore = firstEvent(state.messages.log) ?? firstEvent(messages.log);
  const hasDroppedOldest = firstEvent(messages.log)?.seq !== oldestBefore?.seq;
  const authors = fresh.flatMap(({ userId }) => userId ?? []);
  return {
    ...state,
    messages,
    hasOlder: state.hasOlder || hasDroppedOldest,
    room,
    hasGap,
    outbox,
    cursor,
    typing: removeTyping(state.typing, authors),
  };
}

function applyWelcome(state: RoomState, frame: Welcome, detect: typeof detectGap): RoomState {
  const present = {
    you: frame.you,
    members: frame.members,
    serverAheadMs: Date.parse(frame.serverTime) - state.now,
    hasGap: false,
    typing: [],
    refusal: undefined,
    knocks: frame.knocks ?? [],
  };
  if (frame.recovered && state.cursor !== undefined) {
    const cursor = { epoch: frame.cursor.epoch, seq: state.cursor.seq };
    return { ...appendIncoming({ ...state, ...present, cursor }, frame.events, detect), room: frame.room };
  }
  const { events, cursor, room } = frame;
  const fresh = { ...state, ...present, room, messages: fromSnapshot(events), cursor, presenceLog: [] };
  return { ...fresh, hasOlder: oldestSeq(fresh) > 1, outbox: withoutConfirmed(state.outbox, frame.you, events) };
}

function logPresence(state: RoomState, name: string, change: "joined" | "left"): readonly PresenceLine[] {
  return addPresence(state.presenceLog, lastEvent(state.messages.log)?.seq ?? 0, name, change);
}

function applyAction(state: RoomState, action: ServerFrame | LocalAction, detect: typeof detectGap): RoomState {
  switch (action.type) {
    case "welcome":
      return applyWelcome(state, action, detect);
    case "replay":
      return appendIncoming(state, action.events, detect);
    case "user_joined": {
      const { userId: id, user: name, avatar, role } = action;
      const members = [...withoutItems(state.members, (one) => one.id === id), { id, name, avatar, role, away: false }];
      return { ...state, members, presenceLog: logPresence(state, name, "joined") };
    }
    case "user_left": {
      const { userId, user } = action;
      return {
        ...state,
        members: withoutItems(state.members, ({ id }) => id === userId),
        typing: removeTyping(state.typing, [userId]),
        presenceLog: logPresence(state, user, "left"),
      };
    }
    case "forgotten": {
      const { userId } = action;
      return {
        ...state,
        messages: withoutName(state.messages, userId),
        members: withoutItems(state.members, ({ id }) => id === userId),
        knocks: withoutItems(state.knocks, (knock) => knock.userId === userId),
        typing: removeTyping(state.typing, [userId]),
        // Its lines have names alone, and don't say whose.
        presenceLog: [],
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
    case "typing":
      if (action.userId === state.you?.id) return state;
      return { ...state, typing: addTyping(state.typing, action, state.now) };
    case "refused": {
      if (action.code === "slow_down" || action.code === "not_joined") return state;
      const { code, message, retryAfterMs } = action;
      const refusal = { code, message, retryAfterMs };
      if (action.nonce === undefined) return { ...state, refusal };
      const outbox = withRefusal(state.outbox, action.nonce, refusal);
      return outbox.length === state.outbox.length ? { ...state, outbox } : { ...state, outbox, refusal };
    }
    case "knock":
    case "knock_gone": {
      const others = withoutItems(state.knocks, ({ userId }) => userId === action.userId);
      if (action.type === "knock_gone") return { ...state, knocks: others };
      const { user, userId, avatar } = action;
      return { ...state, knocks: [...others, { user, userId, avatar }] };
    }
    case "room_ended":
      return { ...state, endReason: action.reason };
    case "clock":
      return { ...state, now: action.now, typing: fadeTyping(state.typing, action.now) };
    case "send":
    case "revise":
    case "retry":
    case "discard":
      return { ...state, outbox: reduceOutbox(state.outbox, action, state.now) };
    case "older": {
      // A snapshot may have replaced the messages since this page was requested.
      if (action.before !== oldestSeq(state)) return state;
      const page = action.messages.filter(({ seq }) => seq < action.before);
      return { ...state, messages: addOlder(state.messages, page), hasOlder: action.more && page.length > 0 };
    }
    case "expire":
      return { ...state, messages: addNewer(state.messages, [action.event]) };
    case "dismiss":
      return { ...state, refusal: undefined };
    default:
      // Anything with a seq belongs to the log, also an event that only a newer client can show.
      return "seq" in action ? appendIncoming(state, [action], detect) : state;
  }
}

/** Creates a reducer that finds gaps with `detect`. */
export function createReducer(detect: typeof detectGap) {
  return (state: RoomState, action: ServerFrame | LocalAction): RoomState => applyAction(state, action, detect);
}

export const reduce = createReducer(detectGap);
