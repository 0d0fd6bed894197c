// What follows when a change of a room has been told: sockets of who was sent away are closed, who waited is let in or
// turned away, and rosters show the new roles. Rules G2, G3, G7.
import { Refusal } from "#protocol/error-codes";
import type { RoomEvent } from "#protocol/frames";
import { may } from "#protocol/roles";
import { barrier } from "../access/entry-rules.ts";
import type { Session } from "../connections/session.ts";
import type { Knocks, Waiting } from "../joining/knocks.ts";
import type { Presence } from "../presence/presence.ts";
import type { Room } from "../room-model/room.ts";

type Parts = { readonly presence: Presence; readonly knocks: Knocks };

export function follow({ presence, knocks }: Parts, room: Room, { action, target, room: changed }: RoomEvent): void {
  if (changed.entry !== undefined) {
    // Those present are on the list now.
    for (const present of room.roster) presence.belongs(room, present);
    openTo(room, knocks.end(room));
  }
  if (target === undefined) return;
  const present = room.roster.get(target.id);
  switch (action) {
    case "kick":
    case "ban": {
      if (action === "ban") room.seen?.delete(target.id);
      const refusal = action === "ban" ? BANNED : KICKED;
      for (const session of knocks.answered(room, target.id).keys()) session.sentAway(refusal);
      if (present !== undefined) presence.remove(room, present, (session) => session.sentAway(refusal));
      return;
    }
    case "admit":
      return openTo(room, knocks.answered(room, target.id));
    case "promote":
    case "handover":
    case "take":
      if (present !== undefined) presence.belongs(room, present);
      if (may(room.roleOf(target.id), "admit")) {
        const waiting = knocks.list(room).map((knock) => JSON.stringify({ type: "knock", ...knock }));
        for (const session of present?.sessions ?? []) for (const text of waiting) session.tell(text);
      }
      return presence.changed(room);
    case "demote":
    case "mute":
    case "unmute":
      return presence.changed(room);
  }
}

/** Whoever waited and may come in does; the others are told why not, as if they came now. */
function openTo(room: Room, waiting: ReadonlyMap<Session, Waiting>): void {
  for (const [session, waited] of waiting) {
    const closed = barrier(room, { member: waited.member, role: room.roleOf(waited.member.id) });
    if (closed === undefined) session.letIn(waited);
    else session.turnedAway(closed);
  }
}

/** Why a socket is closed, and with it for good. */
const KICKED = new Refusal("kicked", "You were removed from this room.");
const BANNED = new Refusal("banned", "You were banned from this room.");
