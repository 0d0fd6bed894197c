// What somebody did to the room, or to somebody in it, in the reader's language.
import type { RoomEvent } from "#protocol/frames";
import { w } from "./t.ts";
import { clockTime, fullTime, spanOf } from "./time-texts.ts";

const SECOND_MS = 1000;

function deedSaid({ action, target, until }: RoomEvent, name: string): string | undefined {
  if (action === undefined || target === undefined) return undefined;
  const whom = target.name;
  if (action === "mute") return w().mutedUntil(name, whom, until === undefined ? "" : momentSaid(until));
  return w().deeds[action](name, whom);
}

/** Today by the clock alone. */
export function momentSaid(iso: string): string {
  return new Date(iso).toDateString() === new Date().toDateString() ? clockTime(iso) : fullTime(iso);
}

export function changeSaid(event: RoomEvent): string {
  const { user, userId, room, message, reason } = event;
  const name = userId === null ? w().theOwner : user;
  const parts: string[] = [];
  const deed = deedSaid(event, name);
  if (deed !== undefined) parts.push(deed);
  if (room.title !== undefined) parts.push(room.title === "" ? w().untitled(name) : w().retitled(name, room.title));
  if (typeof room.expiresAt === "string") parts.push(w().extended(name, fullTime(room.expiresAt)));
  if (room.visibility !== undefined) parts.push(w().visibilityChanged[room.visibility](name));
  if (room.entry !== undefined) parts.push(w().entryChanged[room.entry](name));
  if (room.slowModeSeconds !== undefined) {
    const { slowModeSeconds: seconds } = room;
    parts.push(seconds ? w().slowed(name, spanOf(seconds * SECOND_MS)) : w().unslowed(name));
  }
  if (room.maxMembers !== undefined) parts.push(w().capped(name, room.maxMembers));
  const said = parts.length === 0 ? message : parts.join(" · ");
  return reason ? `${said}: ${reason}` : said;
}
