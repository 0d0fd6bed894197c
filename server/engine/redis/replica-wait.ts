// Waits until replicas of Redis have an event, where `MAYFLY_REDIS_WAIT` asks for that. It has a connection of its own, because
// `WAIT` holds up whatever comes after it on the same one. What many rooms of one master ask for goes in one `WAIT`.
import { Cluster, type Redis } from "ioredis";
import { hashSlot } from "./connection/hash-slot.ts";
import { epochOf, type RoomKeys } from "./room-keys.ts";
import { HASHES, SCRIPTS } from "./scripts/scripts.ts";
import type { Reply } from "./wire-format.ts";

/** One event that is asked for, by its place in a room. */
type Question = {
  readonly keys: RoomKeys;
  readonly args: readonly [seq: number, tag: string];
  readonly resolve: (isThere: boolean) => void;
  readonly reject: (error: unknown) => void;
};

export class ReplicaWait {
  readonly #client: Redis | Cluster;
  readonly #replicas: number;
  readonly #timeoutMs: number;
  /** By master, what is asked for next, while something is being asked for. */
  readonly #next = new Map<string, Question[]>();

  /** @param replicas how many must have it @param timeoutMs how long they may take */
  constructor(client: Redis | Cluster, replicas: number, timeoutMs: number) {
    this.#client = client;
    this.#replicas = replicas;
    this.#timeoutMs = timeoutMs;
    client.on("error", () => {});
  }

  /**
   * Resolves once enough replicas have this event, and all before it; with false where another is in its place.
   * @throws when not enough of them have it in time, or Redis doesn't answer
   */
  confirm(keys: RoomKeys, seq: number, tag: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const master = this.#masterOf(keys);
      const question = { keys, args: [seq, tag] as const, resolve, reject };
      const next = this.#next.get(master);
      if (next !== undefined) return void next.push(question);
      this.#next.set(master, []);
      void this.#ask(master, [question]);
    });
  }

  close(): void {
    this.#client.disconnect();
  }

  #masterOf(keys: RoomKeys): string {
    if (!(this.#client instanceof Cluster)) return "";
    return this.#client.slots[hashSlot(epochOf(keys))]?.join() ?? "";
  }

  async #ask(master: string, questions: readonly Question[]): Promise<void> {
    await this.#askTogether(questions).catch((error) => {
      for (const { reject } of questions) reject(error);
    });
    const next = this.#next.get(master) ?? [];
    if (next.length === 0) return void this.#next.delete(master);
    this.#next.set(master, []);
    await this.#ask(master, next);
  }

  async #askTogether(questions: readonly Question[]): Promise<void> {
    const pipeline = this.#client.pipeline();
    for (const { keys, args } of questions) pipeline.evalsha(HASHES.confirm, keys.length, ...keys, ...args);
    pipeline.call("wait", this.#replicas, this.#timeoutMs);
    const outcomes = (await pipeline.exec()) ?? [];
    const [failure, reached] = outcomes[questions.length] ?? [];
    const isShort = Number(reached) < this.#replicas;
    for (const [at, { keys, args, resolve, reject }] of questions.entries()) {
      const [error, reply] = outcomes[at] ?? [failure];
      if (error) {
        // The slot has moved, or the script is not known there: asking alone mends both, for the next time.
        this.#client.eval(SCRIPTS.confirm, keys.length, ...keys, ...args).catch(() => {});
        reject(error);
      } else if (failure || isShort) reject(failure ?? new Error("not enough replicas of Redis have it"));
      else resolve((reply as Reply)[0] === "ok");
    }
  }
}
