// What passes in an encrypted room and isn't numbered: what members call themselves, and that they type.
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
  function openProfile({ userId, sealed }: SealedBy): void {
    const opened = opener.open("profile", userId, sealed);
    if (typeof opened === "string") return;
    members.set(userId, opened.body);
    history.verify({ event: opened.event });
  }

  return {
    /** Takes the profile of somebody, as the welcome tells it. */
    openProfile,

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
