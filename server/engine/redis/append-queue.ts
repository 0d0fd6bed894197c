// Sends the events of a room to Redis in the order in which they came: while some are on their way, others gather, and go
// together as one step. So a busy room costs Redis and this node less for each event, and a quiet one waits for nothing.
import type { LogBounds } from "../log/room-log.ts";
import type { Link } from "./redis-link.ts";
import type { Replica } from "./replica.ts";
import { plainKeys, type RoomKeys } from "./room-keys.ts";

/** What the script answers for a nonce that it knows, before the first result. */
export const REPEATED = "repeated ";
/** What it answers in slow mode to a member who sends too soon, before the milliseconds to wait. */
export const SLOW = "slow ";
/** How many events go together at most: Redis does nothing else meanwhile. */
const MOST_TOGETHER = 64;

type Argument = string | number;

/** What an event changes beside the log. */
export type RoomChange = {
  /** The state, the version it builds on, and when it expires. */
  readonly state: readonly Argument[] | undefined;
  readonly isErasing: boolean;
  /** Slow mode's interval in ms, and who sends, where it counts. */
  readonly slowMode: readonly Argument[] | undefined;
  readonly files: readonly Argument[];
};

type Waiting = {
  /** Those of the epoch that its text is for. */
  readonly keys: RoomKeys;
  readonly event: readonly Argument[];
  readonly change: RoomChange | undefined;
  readonly resolve: (outcome: string) => void;
  readonly reject: (error: unknown) => void;
};

export class AppendQueue {
  readonly #link: () => Link;
  readonly #bounds: LogBounds;
  /** The events that wait, of the rooms that have some on their way. */
  readonly #waiting = new Map<Replica, Waiting[]>();

  constructor(link: () => Link, bounds: LogBounds) {
    this.#link = link;
    this.#bounds = bounds;
  }

  /**
   * Sends an event. One that changes more than the log goes alone.
   * @param event its nonce key, its timestamp and its entry
   * @returns its place, `repeated` with the first result, `slow` with the wait, `stale`, `other` or `gone` @throws when Redis doesn't answer
   */
  send(room: Replica, event: readonly Argument[], change?: RoomChange): Promise<string> {
    return new Promise((resolve, reject) => {
      const one = { keys: room.keys, event, change, resolve, reject };
      const waiting = this.#waiting.get(room);
      if (waiting !== undefined) return void waiting.push(one);
      this.#waiting.set(room, []);
      void this.#run(room, [one]);
    });
  }

  async #run(room: Replica, together: readonly Waiting[]): Promise<void> {
    const [{ change } = { change: undefined }] = together;
    const { events, bytes } = this.#bounds;
    const { state = ["", "", ""], isErasing = false, slowMode = ["", ""], files = [] } = change ?? {};
    const args = [
      ...[...state, events, bytes, room.log.oldest, isErasing ? 1 : 0, together.length, ...slowMode],
      ...[room.head, room.tag],
      ...together.flatMap(({ event }) => event),
      ...files,
    ];
    const keys = change === undefined ? plainKeys(room.keys) : room.keys;
    try {
      const outcomes = await this.#link().run("append", keys, args);
      for (const [at, { resolve }] of together.entries()) resolve(String(outcomes[at] ?? outcomes[0]));
    } catch (error) {
      // Those that wait would only wait as long once more.
      for (const { reject } of [...together, ...(this.#waiting.get(room)?.splice(0) ?? [])]) reject(error);
    }
    this.#runNext(room);
  }

  #runNext(room: Replica): void {
    const all = this.#waiting.get(room) ?? [];
    const isCurrent = ({ keys }: Waiting) => keys === room.keys;
    for (const { resolve } of all.filter((one) => !isCurrent(one))) resolve("gone");
    const waiting = all.filter(isCurrent);
    this.#waiting.set(room, waiting);
    if (waiting.length === 0) return void this.#waiting.delete(room);
    const changing = waiting.findIndex(({ change }) => change !== undefined);
    const plain = changing === -1 ? waiting.length : changing;
    void this.#run(room, waiting.splice(0, Math.min(MOST_TOGETHER, Math.max(1, plain))));
  }
}
