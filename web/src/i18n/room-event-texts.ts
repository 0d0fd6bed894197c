import type { RoomEvent } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import { t } from "./t.ts";
import { formatDateTime, formatDuration, formatTime } from "./time-texts.ts";

const SECOND_MS = 1000;

function actionText({ action, target, until }: RoomEvent, name: string): string | undefined {
  if (action === undefined || target === undefined) return undefined;
  const whom = target.name;
  if (action === "mute") return t().mutedUntil(name, whom, until === undefined ? "" : momentText(until));
  return t().moderationActions[action](name, whom);
}

/** Returns a time: of today by the clock alone, of another day with its date. */
export function momentText(iso: string): string {
  return new Date(iso).toDateString() === new Date().toDateString() ? formatTime(iso) : formatDateTime(iso);
}

/** Returns in the reader's language what somebody did to the room, or to somebody in it. */
export function roomEventText(event: RoomEvent): string {
  const { user, userId, room, pin, message, reason } = event;
  const name = userId === null ? t().theOwner : user;
  const parts: string[] = [];
  const action = actionText(event, name);
  if (action !== undefined) parts.push(action);
  if (room.title !== undefined)
    parts.push(room.title === "" ? t().titleRemoved(name) : t().titleChanged(name, room.title));
  if (typeof room.expiresAt === "string") parts.push(t().extended(name, formatDateTime(room.expiresAt)));
  if (room.visibility !== undefined) parts.push(t().visibilityChanged[room.visibility](name));
  if (room.entry !== undefined) parts.push(t().entryChanged[room.entry](name));
  if (room.slowModeSeconds !== undefined) {
    const { slowModeSeconds: seconds } = room;
    parts.push(seconds ? t().slowModeOn(name, formatDuration(seconds * SECOND_MS)) : t().slowModeOff(name));
  }
  if (room.vanish !== undefined) {
    const { vanish } = room;
    if (vanish === null) parts.push(t().vanishOff(name));
    else
      parts.push(vanish === "seen" ? t().vanishSeen(name) : t().vanishAfter(name, formatDuration(vanish * SECOND_MS)));
  }
  if (room.writers !== undefined) parts.push(t().writersChanged[room.writers](name));
  if (room.pinners !== undefined) parts.push(t().pinnersChanged[room.pinners](name));
  if (pin !== undefined) parts.push(pin.on ? t().pinned(name) : t().unpinned(name));
  if (room.maxMembers !== undefined) parts.push(t().maxMembersChanged(name, room.maxMembers));
  if (room.idleMinutes !== undefined) {
    const { idleMinutes: minutes } = room;
    parts.push(t().idleChanged(name, minutes === null ? undefined : formatDuration(minutes * MINUTE_MS)));
  }
  // A title that was changed again is in no event any more (H12).
  if (parts.length === 0 && message === `${user} changed the title`) parts.push(t().titleReplaced(name));
  const text = parts.length === 0 ? message : parts.join(" · ");
  return reason ? `${text}: ${reason}` : text;
}
