// What passes in an encrypted room and isn't numbered: what members call themselves, and that they type.
import { toBase64url } from "#protocol/e2ee/bytes";
import type { OpenedEvent } from "#protocol/e2ee/event";
import { verifySignature } from "#protocol/e2ee/signatures";
import type { SealedBy, ServerFrame } from "#protocol/frames";
import type { createArrivals } from "./arrivals.ts";
import type { EventOpener } from "./event-opener.ts";
import type { Members } from "./members.ts";
import type { RoomHistory } from "./room-history.ts";

export type SignalsPorts = {
  opener: EventOpener;
  history: RoomHistory;
  members: Members;
  arrivals: ReturnType<typeof createArrivals>;
  deliver(frame: ServerFrame): void;
};

export function createSignals({ opener, history, members, arrivals, deliver }: SignalsPorts) {
  /** When the newest profile of each member's key was written: an earlier one is an old one that is sent again. */
  const writtenAt = new Map<string, number>();
  const idOf = ({ clear, memberKey }: OpenedEvent) => `${clear.sender} ${toBase64url(memberKey)}`;

  function openProfile({ userId, sealed }: SealedBy): void {
    const opened = opener.open("profile", userId, sealed);
    if (typeof opened === "string") return;
    const { event, body } = opened;
    if (event.writtenAt < (writtenAt.get(idOf(event)) ?? 0)) return;
    writtenAt.set(idOf(event), event.writtenAt);
    members.set(userId, body);
    history.verify({ event });
  }

  return {
    /** Takes the profile of somebody, as the welcome tells it. */
    openProfile,

    /** Forgets a profile whose signature is wrong. */
    forgetProfile(event: OpenedEvent): void {
      writtenAt.delete(idOf(event));
      members.forget(event.clear.sender);
      deliver({ type: "roster", members: members.roster });
    },

    receiveProfile(frame: SealedBy): void {
      const opened = opener.open("profile", frame.userId, frame.sealed);
      if (typeof opened === "string" || !history.isNewSignal(opened.event)) return;
      openProfile(frame);
      if (!arrivals.announce(frame.userId)) deliver({ type: "roster", members: members.roster });
    },

    receiveTyping({ user, userId, sealed = "" }: Extract<ServerFrame, { type: "typing" }>): void {
      const opened = opener.open("typing", userId, sealed);
      if (typeof opened === "string" || !verifySignature(opened.event.signed)) return;
      if (history.isNewSignal(opened.event)) deliver(members.frame({ type: "typing", user, userId }));
    },
  };
}
