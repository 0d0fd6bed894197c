// Sends the events of a room to Redis in the order in which they came: while some are on their way, others gather, and go
// together as one step. So a busy room costs Redis and this node less for each event, and a quiet one waits for nothing.
import type { LogBounds } from "../log/room-log.ts";
import type { Link } from "./redis-link.ts";
import type { Replica } from "./replica.ts";
import { nextKeys, plainKeys, type RoomKeys } from "./room-keys.ts";
import { type Appended, appendNext, type SentEvent } from "./scripts/room-place.ts";
import { parseAppended } from "./wire-format.ts";

/** What the script answers for a nonce that it knows, before the first result. */
export const REPEATED = "repeated ";
/** What it answers in slow mode to a member who sends too soon, before the milliseconds to wait. */
export const SLOW = "slow ";
/** How many events go together at most: Redis does nothing else meanwhile. */
export const MOST_TOGETHER = 64;

/** After another node was quicker, how many times a room's events go by the script that decides: it may be busy there, too. */
const NEXT_CONTENDED = 8;

type Argument = string | number;
/** Where an event came in, or why it didn't. */
export type Outcome = Appended | string;

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
  readonly event: SentEvent;
  readonly change: RoomChange | undefined;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Returns what the script gets that decides.
 * @param seen the newest event that the caller has, with its tag, and the oldest seq that it needs Redis to keep
 */
export function appendArguments(
  bounds: LogBounds,
  seen: { readonly head: number; readonly tag: string; readonly oldest: number },
  events: readonly SentEvent[],
  { state = ["", "", ""], isErasing = false, slowMode = ["", ""], files = [] }: Partial<RoomChange> = {},
): Argument[] {
  return [
    ...[...state, bounds.events, bounds.bytes, seen.oldest, isErasing ? 1 : 0, events.length, ...slowMode],
    ...[seen.head, seen.tag],
    ...events.flat(),
    ...files,
  ];
}

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
   * @returns where it came in; or `repeated` with the first result, `slow` with the wait, `stale`, `other` or `gone`
   * @throws when Redis doesn't answer
   */
  send(room: Replica, event: SentEvent, change?: RoomChange): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const one = { keys: room.keys, event, change, resolve, reject };
      const waiting = this.#waiting.get(room);
      if (waiting !== undefined) return void waiting.push(one);
      this.#waiting.set(room, []);
      void this.#run(room, [one]);
    });
  }

  async #run(room: Replica, together: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = (await this.#appendNext(room, together)) ?? (await this.#append(room, together));
      for (const [at, { resolve }] of together.entries()) resolve(outcomes[at] ?? "gone");
    } catch (error) {
      // Those that wait would only wait as long once more.
      for (const { reject } of [...together, ...(this.#waiting.get(room)?.splice(0) ?? [])]) reject(error);
    }
    // What follows builds on these, once they are applied.
    queueMicrotask(() => this.#runNext(room));
  }

  /** Appends by the short script. @returns undefined where that can't be done, or the room isn't as this node knows it */
  async #appendNext(room: Replica, together: readonly Waiting[]): Promise<readonly Outcome[] | undefined> {
    const { place } = room;
    const link = this.#link();
    // Where events wait for Redis's replicas, others go before they are applied.
    if (place === undefined || link.isWaiting || together.some(({ change }) => change !== undefined)) return undefined;
    if (room.contended > 0) {
      room.contended--;
      return undefined;
    }
    const events = together.map(({ event }) => event);
    // An event with the same nonce may have come while these waited.
    if (events.some(([key]) => room.log.hasNonce(key))) return undefined;
    const next = appendNext(place, events, this.#bounds, room.oldestKept);
    if (next === undefined) return undefined;
    const [outcome] = await link.run("appendNext", nextKeys(room.keys, next.nonces), next.args);
    if (outcome === "ok") return next.outcomes;
    room.contended = NEXT_CONTENDED;
    return undefined;
  }

  /** Appends by the script that decides. */
  async #append(room: Replica, together: readonly Waiting[]): Promise<Outcome[]> {
    const [{ change } = { change: undefined }] = together;
    const { head, tag, oldestKept } = room;
    const events = together.map(({ event }) => event);
    const args = appendArguments(this.#bounds, { head, tag, oldest: oldestKept }, events, change);
    const keys = change === undefined ? plainKeys(room.keys) : room.keys;
    const answers = (await this.#link().run("append", keys, args)).map(String);
    return together.map((_, at) => {
      const answer = answers[at] ?? answers[0] ?? "";
      return /^\d/.test(answer) ? parseAppended(answer, answers[together.length] ?? "") : answer;
    });
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
