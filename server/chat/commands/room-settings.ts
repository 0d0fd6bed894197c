// Decides changes of a room's settings: returns the state after a change and the event that announces it, or a refusal, and
// changes nothing itself. Rules R10, L2, G10.
import { Refusal } from "#protocol/error-codes";
import type { Entry, RoomSettings } from "#protocol/frames";
import { MAX_LIFE_MS, MINUTE_MS } from "#protocol/limits";
import { cleanLabel, titleProblem } from "#protocol/names";
import { type Action, can } from "#protocol/roles";
import type { Sha256 } from "../lib/ports.ts";
import { badField, passwordMissing, passwordWithOtherEntry, roleRefusal } from "../lib/refusals.ts";
import type { Actor, Room } from "../room-model/room.ts";
import { createRoomEvent, type RoomChange } from "../room-model/room-event.ts";
import { type RoomState, withListed } from "../room-model/room-state.ts";
import { changeSealedTitle, encryptionRefusal } from "./encrypted-settings.ts";

type Optional<T> = { [K in keyof T]?: T[K] | undefined };

/** A change whose password has been hashed already. */
export type SettingsChange = Optional<
  Pick<
    RoomState,
    | "title"
    | "visibility"
    | "entry"
    | "passwordHash"
    | "slowModeSeconds"
    | "writers"
    | "vanish"
    | "pinners"
    | "maxMembers"
  > & {
    idleMinutes: number | null;
    extend: number;
    /** The title of an encrypted room. */
    sealed: string;
    nonce: string;
  }
>;

/** One part of a change: the settings for the event, the fields of the state, and the phrase for people. */
type ChangePart = {
  readonly settings: Partial<RoomSettings>;
  readonly state: Partial<RoomState>;
  readonly phrase: string;
};

/** The fields of a change. */
const FIELDS = [
  "title",
  "extend",
  "visibility",
  "entry",
  "passwordHash",
  "slowModeSeconds",
  "writers",
  "vanish",
  "pinners",
  "maxMembers",
  "idleMinutes",
  "sealed",
] as const;
const ACTIONS = { passwordHash: "password", sealed: "title" } as const;
const actionOf = (field: (typeof FIELDS)[number]): Action =>
  (ACTIONS[field as keyof typeof ACTIONS] ?? field) as Action;

/** Returns the change that was asked for, or why it is refused. @param now epoch ms */
export function changeSettings(
  room: Room,
  actor: Actor,
  asked: SettingsChange,
  now: number,
  sha256: Sha256,
): RoomChange | Refusal {
  const given = FIELDS.filter((field) => asked[field] !== undefined);
  if (given.length === 0) return new Refusal("malformed", "Say what to change.", asked.nonce);
  if (given.some((field) => !can(actor.role, actionOf(field)))) {
    return roleRefusal(asked.nonce);
  }
  const unfit = encryptionRefusal(room, asked);
  if (unfit !== undefined) return unfit;
  const parts = [
    changeTitle(asked),
    extendLife(room, asked, now),
    changeEntry(room.state, asked),
    changeVisibilityAndLimits(asked),
    changeVanish(asked),
    changeIdleLife(room, asked),
    changeSealedTitle(room, actor, asked, sha256),
  ];
  const settings: Partial<RoomSettings> = {};
  let state = room.state;
  const phrases: string[] = [];
  for (const part of parts) {
    if (part instanceof Refusal) return part;
    if (part === undefined) continue;
    Object.assign(settings, part.settings);
    state = { ...state, ...part.state };
    phrases.push(part.phrase);
  }
  // When the entry becomes anything but open, everybody who is present is put on the member list.
  if (settings.entry !== undefined && settings.entry !== "open") {
    state = withListed(
      state,
      Array.from(room.roster, ({ id }) => id),
    );
  }
  return { state, draft: createRoomEvent(room, actor, now, phrases.join(" and "), asked.nonce, { room: settings }) };
}

function changeTitle({ title: given, nonce }: SettingsChange): ChangePart | Refusal | undefined {
  if (given === undefined) return undefined;
  const title = cleanLabel(given);
  const problem = titleProblem(title);
  if (problem !== undefined) return badField("title", problem, nonce);
  return {
    settings: { title },
    state: { title },
    phrase: title === "" ? "removed the title" : `changed the title to "${title}"`,
  };
}

function extendLife(room: Room, { extend, nonce }: SettingsChange, now: number): ChangePart | Refusal | undefined {
  if (extend === undefined) return undefined;
  const { serverEndsAt } = room.rules;
  const before = room.state.expiresAt ?? Number.POSITIVE_INFINITY;
  if (before + extend * MINUTE_MS > serverEndsAt) return badField("extend", "the server ends before that", nonce);
  if (room.state.expiresAt === null) return badField("extend", "this room never ends", nonce);
  const maxLifeMs = Math.min(room.rules.maxLifeMs, MAX_LIFE_MS);
  const expiresAt = room.state.expiresAt + extend * MINUTE_MS;
  if (expiresAt - now > maxLifeMs) {
    return badField("extend", `at most ${maxLifeMs / MINUTE_MS} minutes from now`, nonce);
  }
  const phrase = `extended the room by ${extend} ${extend === 1 ? "minute" : "minutes"}`;
  return { settings: { expiresAt: new Date(expiresAt).toISOString() }, state: { expiresAt }, phrase };
}

/** Changes the entry. Setting a password makes the entry `password`; any other entry removes the password. */
function changeEntry(
  state: RoomState,
  { entry: given, passwordHash, nonce }: SettingsChange,
): ChangePart | Refusal | undefined {
  if (given === undefined && passwordHash === undefined) return undefined;
  const withoutPassword = state.entry === "password" ? "open" : state.entry;
  const entry = given ?? (passwordHash === null ? withoutPassword : "password");
  const hash = passwordHash === undefined ? state.passwordHash : passwordHash;
  if (entry !== "password" && typeof passwordHash === "string") {
    return passwordWithOtherEntry(nonce);
  }
  if (entry === "password" && hash === null) return passwordMissing(nonce);
  return {
    settings: { entry },
    state: { entry, passwordHash: entry === "password" ? hash : null },
    phrase: ENTRY_PHRASES[entry],
  };
}

function changeVisibilityAndLimits({
  visibility,
  slowModeSeconds: given,
  writers,
  pinners,
  maxMembers,
}: SettingsChange): ChangePart | undefined {
  const settings: Partial<Pick<RoomSettings, "visibility" | "slowModeSeconds" | "writers" | "pinners" | "maxMembers">> =
    {};
  const phrases: string[] = [];
  if (visibility !== undefined) {
    settings.visibility = visibility;
    phrases.push(
      visibility === "public" ? "added the room to the public list" : "removed the room from the public list",
    );
  }
  if (given !== undefined) {
    const seconds = given || null;
    settings.slowModeSeconds = seconds;
    phrases.push(seconds === null ? "turned off slow mode" : `turned on slow mode: one message every ${seconds} s`);
  }
  if (writers !== undefined) {
    settings.writers = writers;
    phrases.push(writers === "moderators" ? "let only the owner and admins write" : "let everyone write");
  }
  if (pinners !== undefined) {
    settings.pinners = pinners;
    phrases.push(pinners === "moderators" ? "let only the owner and admins pin" : "let everyone pin");
  }
  if (maxMembers !== undefined) {
    settings.maxMembers = maxMembers;
    phrases.push(maxMembers === null ? "removed the limit on people" : `limited the room to ${maxMembers} people`);
  }
  return phrases.length === 0 ? undefined : { settings, state: settings, phrase: phrases.join(" and ") };
}

/** Changes the life of messages that are said without one of their own. */
function changeVanish({ vanish }: SettingsChange): ChangePart | undefined {
  if (vanish === undefined) return undefined;
  const after = vanish === "seen" ? "once everyone has seen them" : `after ${vanish} s`;
  const phrase = vanish === null ? "lets new messages stay" : `lets new messages vanish ${after}`;
  return { settings: { vanish }, state: { vanish }, phrase };
}

/** Changes how long the room goes on without anybody in it, by the operator's limit for a life. */
function changeIdleLife(room: Room, { idleMinutes, nonce }: SettingsChange): ChangePart | Refusal | undefined {
  if (idleMinutes === undefined) return undefined;
  const maxMinutes = Math.floor(Math.min(room.rules.maxLifeMs, MAX_LIFE_MS) / MINUTE_MS);
  if (idleMinutes !== null && idleMinutes > maxMinutes)
    return badField("idleMinutes", `from 1 to ${maxMinutes}`, nonce);
  const span = `${idleMinutes} ${idleMinutes === 1 ? "minute" : "minutes"}`;
  return {
    settings: { idleMinutes },
    state: { idleMs: idleMinutes && idleMinutes * MINUTE_MS },
    phrase:
      idleMinutes === null ? "keeps the room when everyone has left" : `ends the room ${span} after everyone has left`,
  };
}

const ENTRY_PHRASES: Record<Entry, string> = {
  open: "opened the room to anyone with the link",
  password: "set a password for joining",
  knock: "requires new people to ask to join",
  locked: "locked the room",
  members: "made the room members only",
};
