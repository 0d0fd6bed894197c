// Erases messages whose own life is over: after their time, or once everybody has seen them. Rules L8 to L10, H15.
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent, LogEvent } from "#protocol/frames";
import { MAX_VANISH_SECONDS, MAX_VANISHED_PER_EVENT, READERS_RETURN_MS } from "#protocol/limits";
import { toIsoTime } from "../lib/iso-time.ts";
import type { Ports, RoomHistory } from "../lib/ports.ts";
import type { Timer } from "../lib/timer-wheel.ts";
import type { Room } from "../room-model/room.ts";
import { DueQueue } from "./due-queue.ts";
import { SeenTally } from "./seen-tally.ts";

/** What can't be saved is tried again after this long. */
const RETRY_MS = 1000;
/** In the place of everybody who may come back after a restart. */
const SOMEBODY = "";

type RoomVanishing = {
  readonly due: DueQueue;
  readonly tally: SeenTally;
  /** The room's one timer, for the message that is due first. */
  timer: Timer | undefined;
  /** After a restart, the messages that wait for whoever comes back, and the timer that ends this. */
  returning?: { readonly messages: readonly ChatEvent[]; readonly timer: Timer } | undefined;
};

export class Vanishing {
  readonly #ports: Pick<Ports, "clock" | "wheel" | "engine">;
  /** The rooms that have such messages. */
  readonly #rooms = new Map<Room, RoomVanishing>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(ports: Pick<Ports, "clock" | "wheel" | "engine">) {
    this.#ports = ports;
  }

  /** Adds a message with a life of its own, which has just been said. */
  add(room: Room, message: ChatEvent): void {
    const { seq, userId } = message;
    const vanishing = this.#vanishingOf(room);
    for (const dropped of vanishing.due.clean(this.#history(room).oldest)) vanishing.tally.remove(dropped);
    this.#addDue(room, vanishing, seq, endOf(message));
    if (message.vanish !== "seen") return;
    const others = Array.from(room.roster, ({ id }) => id).filter((id) => id !== userId);
    vanishing.tally.add(seq, others);
    // They have left since the message was sent.
    if (others.length === 0) this.#vanish(room, [seq]);
  }

  /** Adds the messages of a room that is restored. What was due meanwhile vanishes now. */
  restore(room: Room, messages: readonly ChatEvent[]): void {
    if (messages.length === 0) return;
    const { clock, wheel } = this.#ports;
    const now = clock();
    const vanishing = this.#vanishingOf(room);
    for (const message of messages) vanishing.due.add({ seq: message.seq, at: endOf(message) });
    this.#vanish(room, vanishing.due.take(now, messages.length));
    const returning = messages.filter((message) => message.vanish === "seen" && endOf(message) > now);
    if (returning.length > 0) {
      for (const { seq } of returning) vanishing.tally.add(seq, [SOMEBODY]);
      const timer = wheel.schedule(now + READERS_RETURN_MS, () => {
        vanishing.returning = undefined;
        this.left(room, SOMEBODY);
      });
      vanishing.returning = { messages: returning, timer };
    }
    this.#scheduleNext(room, vanishing);
  }

  /** A member has these messages on their screen. */
  seen(room: Room, memberId: string, seqs: readonly number[]): void {
    const tally = this.#rooms.get(room)?.tally;
    if (tally === undefined) return;
    this.#vanish(
      room,
      seqs.filter((seq) => tally.seen(memberId, seq)),
    );
  }

  /** Somebody has come into the room. After a restart, what they had not seen waits for them. */
  entered(room: Room, memberId: string): void {
    const vanishing = this.#rooms.get(room);
    for (const { seq, userId } of vanishing?.returning?.messages ?? []) {
      if (userId !== memberId && vanishing?.tally.has(seq)) vanishing.tally.add(seq, [memberId]);
    }
  }

  left(room: Room, memberId: string): void {
    const tally = this.#rooms.get(room)?.tally;
    if (tally !== undefined) this.#vanish(room, tally.leave(memberId));
  }

  endRoom(room: Room): void {
    const vanishing = this.#rooms.get(room);
    this.#rooms.delete(room);
    for (const timer of [vanishing?.timer, vanishing?.returning?.timer]) {
      if (timer !== undefined) this.#ports.wheel.cancel(timer);
    }
  }

  /** Resolves when all that has been due so far is gone. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #vanishingOf(room: Room): RoomVanishing {
    const known = this.#rooms.get(room);
    if (known !== undefined) return known;
    const vanishing = { due: new DueQueue(), tally: new SeenTally(), timer: undefined };
    this.#rooms.set(room, vanishing);
    return vanishing;
  }

  #history(room: Room) {
    return this.#ports.engine.history(room.founding.epoch);
  }

  #addDue(room: Room, vanishing: RoomVanishing, seq: number, at: number): void {
    vanishing.due.add({ seq, at });
    this.#scheduleNext(room, vanishing);
  }

  #scheduleNext(room: Room, vanishing: RoomVanishing): void {
    const { wheel } = this.#ports;
    const at = vanishing.due.firstAt;
    if (at === undefined) return this.endRoom(room);
    if (vanishing.timer !== undefined && wheel.refresh(vanishing.timer, at)) return;
    vanishing.timer = wheel.schedule(at, (now) => {
      const seqs = vanishing.due.take(now, MAX_VANISHED_PER_EVENT);
      for (const seq of seqs) vanishing.tally.remove(seq);
      this.#vanish(room, seqs);
      if (this.#rooms.get(room) === vanishing) this.#scheduleNext(room, vanishing);
    });
  }

  /** Lets messages vanish. Those that history has lost, or that were deleted, need it no more. */
  #vanish(room: Room, seqs: readonly number[]): void {
    const { clock, engine } = this.#ports;
    const { epoch, code: roomId } = room.founding;
    const isThere = (id: string) => {
      const message = this.#history(room).findMessage(id);
      return message !== undefined && !message.deleted;
    };
    for (let from = 0; from < seqs.length; from += MAX_VANISHED_PER_EVENT) {
      const messageIds = seqs
        .slice(from, from + MAX_VANISHED_PER_EVENT)
        .map((seq) => `${epoch}-${seq}`)
        .filter(isThere);
      if (messageIds.length === 0) continue;
      const timestamp = toIsoTime(clock());
      const outcome = engine.append(epoch, { type: "vanish", id: "", seq: 0, messageIds, timestamp, roomId });
      if (!(outcome instanceof Promise)) {
        this.#retryRefused(room, messageIds, outcome);
        continue;
      }
      const settled = outcome
        .then((result) => this.#retryRefused(room, messageIds, result))
        .finally(() => this.#underWay.delete(settled));
      this.#underWay.add(settled);
    }
  }

  #retryRefused(room: Room, messageIds: readonly string[], outcome: unknown): void {
    if (!(outcome instanceof Refusal) || room.isEnded) return;
    const at = this.#ports.clock() + RETRY_MS;
    const vanishing = this.#vanishingOf(room);
    for (const id of messageIds) this.#addDue(room, vanishing, Number(id.slice(id.lastIndexOf("-") + 1)), at);
  }
}

/** Returns the messages of a history that are to vanish. */
export function vanishingMessages(history: RoomHistory): ChatEvent[] {
  return history
    .read({ limit: Number.POSITIVE_INFINITY })
    .entries.filter(({ text }) => text.includes('"vanish":'))
    .map(({ text }) => JSON.parse(text) as LogEvent)
    .filter((event) => event.type === "chat")
    .filter(({ vanish, deleted }) => vanish !== undefined && !deleted);
}

/** Returns when a message vanishes at the latest, epoch ms. */
function endOf({ timestamp, vanish }: ChatEvent): number {
  return Date.parse(timestamp) + 1000 * (typeof vanish === "number" ? vanish : MAX_VANISH_SECONDS);
}
