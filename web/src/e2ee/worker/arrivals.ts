import type { ServerFrame } from "#protocol/frames";
import type { Members } from "./members.ts";

type Arrival = Extract<ServerFrame, { type: "user_joined" }>;

/** Who comes in is announced once their name is there, but no later than this. */
const NAME_WAIT_MS = 1_000;

export type ArrivalPorts = {
  members: Members;
  after(delayMs: number, run: () => void): void;
  deliver(frame: ServerFrame): void;
};

/** Holds back the news that somebody came until it can say who. */
export function createArrivals({ members, after, deliver }: ArrivalPorts) {
  const waiting = new Map<string, Arrival>();

  /** Returns whether somebody was waited for, who is announced now. */
  function announce(userId: string): boolean {
    const arrival = waiting.get(userId);
    if (arrival === undefined) return false;
    waiting.delete(userId);
    deliver(members.frame(arrival));
    return true;
  }

  return {
    announce,
    add(arrival: Arrival): void {
      const { userId } = arrival;
      if (members.has(userId)) return deliver(members.frame(arrival));
      waiting.set(userId, arrival);
      after(NAME_WAIT_MS, () => waiting.get(userId) === arrival && announce(userId));
    },
  };
}
