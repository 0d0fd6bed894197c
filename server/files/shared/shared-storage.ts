// Keeps the files of rooms that several nodes share: small ones in Redis, larger ones in a folder or a store that all nodes have.
// Whatever must happen in the end, such as erasing, is tried until it does. Rules D67 to D73, F62 to F67.
import type { NewFile, SharedContent, SharedStorage } from "../../chat/lib/file-ports.ts";
import { inspectLazily } from "../inspect-lazily.ts";
import type { FileRecords, Place } from "./file-records.ts";
import type { OutsideStore, PieceStore } from "./piece-store.ts";
import { RedisPieces } from "./redis-pieces.ts";
import { type ContentParts, PiecedContent } from "./shared-content.ts";
import { ORPHAN_MS, SWEEP_MS, sweepOrphans } from "./sweep-orphans.ts";

/** After how long what failed is tried again, at first and at most. */
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

export type SharedStorageOptions = {
  readonly records: FileRecords;
  /** The largest file that is kept in Redis. */
  readonly maxRedisFileBytes: number;
  /** Where larger ones are kept; left out where there is no such place. */
  readonly outside?: OutsideStore | undefined;
};

export class NodesFiles implements SharedStorage {
  readonly inspect = inspectLazily;
  readonly #options: SharedStorageOptions;
  readonly #inRedis: RedisPieces;
  readonly #parts: ContentParts;
  /** What is under way, and what is tried again later. */
  readonly #pending = new Set<Promise<void>>();
  readonly #retries = new Set<Timer>();
  readonly #sweeps: Timer;
  #isClosed = false;

  constructor(options: SharedStorageOptions) {
    const { records } = options;
    this.#options = options;
    this.#inRedis = new RedisPieces(records);
    this.#parts = {
      records,
      storeOf: (place) => this.#storeOf(place),
      placesFor: (bytes) => this.#placesFor(bytes),
      finally: (action) => this.#do(action),
    };
    this.#sweeps = setInterval(() => this.#do(() => this.#sweepInTurn()), SWEEP_MS);
    this.#sweeps.unref();
    // Nodes that died may have left something.
    if (options.outside !== undefined) this.#do(() => this.#sweepInTurn());
  }

  create(id: string, { epoch, bytes }: NewFile = { epoch: "", bytes: undefined }): SharedContent {
    return new PiecedContent({ epoch, id }, this.#parts, 0, bytes);
  }

  restore(id: string, key: string, bytes: number): SharedContent {
    return new PiecedContent({ epoch: key, id }, this.#parts, bytes);
  }

  find(epoch: string, id: string): SharedContent {
    return new PiecedContent({ epoch, id }, this.#parts);
  }

  /** What is free is looked at when space is reserved. */
  measure(): void {}

  freeBytes(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** Removes what no node knows: other nodes know files that this one doesn't. */
  sweep(): void {
    this.#do(() => this.sweepOrphans(0));
  }

  /** Removes pieces outside of Redis that are this old and no file's. */
  async sweepOrphans(minAgeMs: number): Promise<void> {
    const { records, outside } = this.#options;
    if (outside !== undefined) await sweepOrphans(records, outside, Date.now() - minAgeMs);
    await records.recount();
  }

  /** Waits for what is under way, and ends. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweeps);
    for (const timer of this.#retries) clearTimeout(timer);
    while (this.#pending.size > 0) await Promise.all(this.#pending);
    this.#options.records.close();
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Once an hour, one of the nodes does it. */
  async #sweepInTurn(): Promise<void> {
    if (await this.#options.records.lock("files:sweep", SWEEP_MS / 2)) await this.sweepOrphans(ORPHAN_MS);
  }

  #storeOf(place: Place): PieceStore {
    if (place === "redis") return this.#inRedis;
    const { outside } = this.#options;
    if (outside === undefined) throw new Error("a file is where this server has no access: see MAYFLY_FILES_FOLDER");
    return outside;
  }

  #placesFor(bytes: number | undefined): readonly Place[] {
    const { outside, maxRedisFileBytes } = this.#options;
    if (outside === undefined) return ["redis"];
    return bytes !== undefined && bytes <= maxRedisFileBytes ? ["redis", "outside"] : ["outside"];
  }

  #do(action: () => Promise<void>, retryMs = RETRY_MS): void {
    const done = action()
      .catch(() => this.#retry(action, retryMs))
      .finally(() => this.#pending.delete(done));
    this.#pending.add(done);
  }

  #retry(action: () => Promise<void>, retryMs: number): void {
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.#do(action, Math.min(2 * retryMs, MAX_RETRY_MS));
    }, retryMs);
    this.#retries.add(timer);
  }
}
