// Changes of a room's settings: the event that tells of one and the state after it, or why not. Changes nothing itself.
// Rules R10, L2, G10.
import { Refusal } from "#protocol/error-codes";
import type { Entry, RoomEvent, RoomSettings } from "#protocol/frames";
import { LIFE_MAX_MS, MINUTE_MS } from "#protocol/limits";
import { type Action, may } from "#protocol/roles";
import { cleanLabel, titleProblem } from "#protocol/text";
import { isoOf } from "../lib/iso-time.ts";
import type { Actor, Room } from "../room-model/room.ts";
import { type RoomState, withListed } from "../room-model/room-state.ts";

type Maybe<T> = { [K in keyof T]?: T[K] | undefined };

/** What may be asked for; the password has become its hash. */
export type Change = Maybe<
  Pick<RoomState, "title" | "visibility" | "entry" | "passwordHash" | "slowModeSeconds" | "maxMembers"> & {
    extend: number;
    nonce: string;
  }
>;

/** The state after something, and the event that tells of it. */
export type Next = { readonly state: RoomState; readonly draft: RoomEvent };

/** What has been changed so far, for the log, for the state, and for people. */
type Changed = { readonly told: Partial<RoomSettings>; readonly kept: Partial<RoomState>; readonly said: string };

/** The fields of a change, and what one may have to be allowed to for each. */
const FIELDS = ["title", "extend", "visibility", "entry", "passwordHash", "slowModeSeconds", "maxMembers"] as const;
const actionOf = (field: (typeof FIELDS)[number]): Action => (field === "passwordHash" ? "password" : field);

/** @param now epoch ms */
export function change(room: Room, actor: Actor, asked: Change, now: number): Next | Refusal {
  const given = FIELDS.filter((field) => asked[field] !== undefined);
  if (given.length === 0) return new Refusal("malformed", "Say what to change.", asked.nonce);
  if (given.some((field) => !may(actor.role, actionOf(field)))) {
    return new Refusal("not_allowed", "Your role in this room doesn't allow that.", asked.nonce);
  }
  const parts = [retitled(asked), extended(room, asked, now), admitting(room.state, asked), limited(asked)];
  const told: Partial<RoomSettings> = {};
  let state = room.state;
  const said: string[] = [];
  for (const part of parts) {
    if (part instanceof Refusal) return part;
    if (part === undefined) continue;
    Object.assign(told, part.told);
    state = { ...state, ...part.kept };
    said.push(part.said);
  }
  // Whoever is in has been let in.
  if (told.entry !== undefined && told.entry !== "open") {
    state = withListed(
      state,
      Array.from(room.roster, ({ id }) => id),
    );
  }
  return { state, draft: roomEvent(room, actor, now, said.join(" and "), asked.nonce, { room: told }) };
}

/** The event that tells of it, but for its place. @param said goes on after the actor's name */
export function roomEvent(
  room: Room,
  { member }: Actor,
  now: number,
  said: string,
  nonce: string | undefined,
  more: Pick<RoomEvent, "room"> & Partial<RoomEvent>,
): RoomEvent {
  const user = member === undefined ? "The owner" : room.roster.nameOf(member);
  return {
    type: "room",
    id: "",
    seq: 0,
    user,
    userId: member?.id ?? null,
    message: `${user} ${said}`,
    timestamp: isoOf(now),
    roomId: room.founding.code,
    ...more,
    ...(nonce !== undefined && member !== undefined && { nonce }),
  };
}

function retitled({ title: given, nonce }: Change): Changed | Refusal | undefined {
  if (given === undefined) return undefined;
  const title = cleanLabel(given);
  const problem = titleProblem(title);
  if (problem !== undefined) return new Refusal("malformed", `title: ${problem}.`, nonce);
  return {
    told: { title },
    kept: { title },
    said: title === "" ? "took the title away" : `changed the title to "${title}"`,
  };
}

function extended(room: Room, { extend, nonce }: Change, now: number): Changed | Refusal | undefined {
  if (extend === undefined) return undefined;
  if (room.state.expiresAt === null) return new Refusal("malformed", "extend: this room has no end.", nonce);
  const maxLifeMs = Math.min(room.rules.maxLifeMs, LIFE_MAX_MS);
  const expiresAt = room.state.expiresAt + extend * MINUTE_MS;
  if (expiresAt - now > maxLifeMs) {
    return new Refusal("malformed", `extend: at most ${maxLifeMs / MINUTE_MS} minutes from now.`, nonce);
  }
  const said = `gave the room ${extend} more ${extend === 1 ? "minute" : "minutes"}`;
  return { told: { expiresAt: new Date(expiresAt).toISOString() }, kept: { expiresAt }, said };
}

/** Who may come in. A password given makes the entry one by password; without one there is none. */
function admitting(state: RoomState, { entry: given, passwordHash, nonce }: Change): Changed | Refusal | undefined {
  if (given === undefined && passwordHash === undefined) return undefined;
  const takenAway = state.entry === "password" ? "open" : state.entry;
  const entry = given ?? (passwordHash === null ? takenAway : "password");
  const hash = passwordHash === undefined ? state.passwordHash : passwordHash;
  if (entry !== "password" && typeof passwordHash === "string") {
    return new Refusal("malformed", "password: goes with no other entry.", nonce);
  }
  if (entry === "password" && hash === null) return new Refusal("malformed", "password: give one as well.", nonce);
  return { told: { entry }, kept: { entry, passwordHash: entry === "password" ? hash : null }, said: SAID[entry] };
}

function limited({ visibility, slowModeSeconds: given, maxMembers }: Change): Changed | undefined {
  const told: Partial<Pick<RoomSettings, "visibility" | "slowModeSeconds" | "maxMembers">> = {};
  const said: string[] = [];
  if (visibility !== undefined) {
    told.visibility = visibility;
    said.push(visibility === "public" ? "listed the room in public" : "took the room off the public list");
  }
  if (given !== undefined) {
    const seconds = given || null;
    told.slowModeSeconds = seconds;
    said.push(seconds === null ? "ended slow mode" : `set slow mode: a message every ${seconds} s`);
  }
  if (maxMembers !== undefined) {
    told.maxMembers = maxMembers;
    said.push(maxMembers === null ? "lifted the limit of members" : `limited the room to ${maxMembers} members`);
  }
  return said.length === 0 ? undefined : { told, kept: told, said: said.join(" and ") };
}

const SAID: Record<Entry, string> = {
  open: "opened the room to whoever has the link",
  password: "set a password for newcomers",
  knock: "lets newcomers in one by one",
  locked: "locked the room",
  members: "made the room members only",
};
