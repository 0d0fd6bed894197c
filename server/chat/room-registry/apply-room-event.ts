// Applies the effects of a delivered room event: closes the sockets of removed members, lets in or refuses those who
// knocked, and sends rosters with the new roles. Rules G2, G3, G7.
import type { RoomEvent } from "#protocol/frames";
import { can } from "#protocol/roles";
import { entryRefusal } from "../access/entry-rules.ts";
import type { CommandPipeline } from "../commands/command-pipeline.ts";
import type { AddressBans } from "../joining/address-bans.ts";
import type { Knocks } from "../joining/knocks.ts";
import { BANNED_NOW, kicked } from "../lib/refusals.ts";
import type { Presence } from "../presence/presence.ts";
import type { Room } from "../room-model/room.ts";
import type { PendingJoin, RoomConnection } from "../room-model/room-connection.ts";

type Parts = {
  readonly presence: Presence;
  readonly knocks: Knocks;
  readonly addressBans: AddressBans;
  readonly commandPipeline: CommandPipeline;
  /** There only where several nodes share the room. */
  readonly shared: object | undefined;
};

/** Applies an event of a room. The room's state is already the one after the event. */
export function applyRoomEvent(parts: Parts, room: Room, event: RoomEvent): void {
  const { presence, knocks } = parts;
  const { action, target } = event;
  const at = Date.parse(event.timestamp);
  if (event.room.entry !== undefined) {
    // The change may have put those who are present on the member list.
    for (const member of room.roster) presence.rememberPresent(room, member);
    settleKnocks(room, knocks.removeAll(room), at);
  }
  if (event.room.idleMinutes !== undefined) presence.idleLifeChanged(room);
  if (target === undefined) return;
  const member = room.roster.get(target.id);
  switch (action) {
    case "kick":
    case "ban": {
      room.removeKeyHolder(target.id);
      if (action === "ban") {
        room.seen?.delete(target.id);
        if (parts.shared !== undefined) banAddressesHere(parts, room, target.id);
      }
      const refusal = action === "ban" ? BANNED_NOW : kicked(Date.parse(event.until ?? "") - at);
      for (const session of knocks.removeMember(room, target.id).keys()) session.closeRemoved(refusal);
      if (member !== undefined) presence.remove(room, member, (session) => session.closeRemoved(refusal));
      return;
    }
    case "admit":
      return settleKnocks(room, knocks.removeMember(room, target.id), at);
    case "promote":
    case "handover":
    case "take":
      if (member !== undefined) presence.rememberPresent(room, member);
      if (can(room.roleOf(target.id), "admit")) {
        const frames = knocks.list(room).map((knock) => JSON.stringify({ type: "knock", ...knock }));
        for (const session of member?.sessions ?? []) for (const frame of frames) session.send(frame);
      }
      return presence.sendRoster(room);
    case "demote":
    case "mute":
    case "unmute":
      return presence.sendRoster(room);
  }
}

/** Has a ban cover the addresses of the member's sockets on this node, too: whoever banned them may be on another. Rule D45. */
function banAddressesHere({ addressBans, commandPipeline }: Parts, room: Room, memberId: string): void {
  const digests = addressBans.digestsToBan(room, memberId);
  if (digests.length === 0) return;
  void commandPipeline.changeState(room, (state) => {
    const ban = state.bans.get(memberId);
    const added = digests.filter((digest) => !ban?.places?.includes(digest));
    if (ban === undefined || added.length === 0) return state;
    const places = [...(ban.places ?? []), ...added];
    return { ...state, bans: new Map(state.bans).set(memberId, { ...ban, places }) };
  });
}

/** Lets in or refuses those who knocked, by the room's present entry. */
function settleKnocks(room: Room, waiting: ReadonlyMap<RoomConnection, PendingJoin>, now: number): void {
  for (const [session, pending] of waiting) {
    const refusal = entryRefusal(room, { member: pending.member, role: room.roleOf(pending.member.id) }, now);
    if (refusal === undefined) session.completeJoin(pending);
    else session.refuseJoin(refusal);
  }
}
