// Counts the bytes of all files that this server knows against the limits. What is reserved counts as if it were there, so that of uploads that race
// for the last byte exactly those are taken that fit. Rules F3, F4, F45.
import { Refusal } from "#protocol/error-codes";
import { HOUR_MS } from "#protocol/limits";
import { OpenPerVisitor } from "../lib/open-per-visitor.ts";
import { slowDown } from "../lib/refusals.ts";
import { type BucketRate, TokenBuckets } from "../lib/token-bucket.ts";
import type { RoomFiles } from "./room-files.ts";

export type FileLimits = {
  readonly maxFileBytes: number;
  readonly maxRoomBytes: number;
  readonly maxBytes: number;
  /** What one visitor may upload in an hour. */
  readonly bytesPerHour: number;
  /** How whoever runs the server can allow larger files; left out where that is a size alone. */
  readonly cure?: string | undefined;
};

/** The files of one visitor, in all rooms together, that no message has. */
const MAX_UNSAID_PER_VISITOR = 1000;
/** A small file counts like one of this size toward what a visitor may upload in an hour. */
export const MIN_HOURLY_BYTES = 64 * 1024;
const MAX_TRACKED_VISITORS = 10_000;
const MIB = 1024 ** 2;

const TAKES_NO_FILES = new Refusal("not_allowed", "This server takes no files.");
export const ROOM_FULL_OF_FILES = new Refusal("room_full_of_files", "There is no space for this file in the room.");
export const SERVER_FULL_OF_FILES = new Refusal("server_full", "There is no space for files on the server now.");

export class FileQuotas {
  readonly limits: FileLimits;
  readonly #freeBytes: () => number;
  /** What visitors have uploaded in the last hour. */
  readonly hourly: TokenBuckets;
  /** How many files of each visitor no message has. */
  readonly unsaid = new OpenPerVisitor(MAX_UNSAID_PER_VISITOR);
  #bytes = 0;
  /** What is reserved on the disk but not written yet. */
  #unwrittenBytes = 0;

  /** @param freeBytes returns what may still be written to the disk */
  constructor(limits: FileLimits, freeBytes: () => number) {
    this.limits = limits;
    this.#freeBytes = freeBytes;
    const rate: BucketRate = { burst: limits.bytesPerHour, perSecond: (limits.bytesPerHour * 1000) / HOUR_MS };
    this.hourly = new TokenBuckets(rate, MAX_TRACKED_VISITORS);
  }

  /** What all files count for. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Returns why a file of this size is too large; undefined where it isn't. */
  sizeRefusal(bytes: number): Refusal | undefined {
    const { maxFileBytes } = this.limits;
    if (maxFileBytes === 0) return TAKES_NO_FILES;
    return bytes > maxFileBytes ? tooLarge(maxFileBytes, this.limits.cure) : undefined;
  }

  /** Reserves bytes of a room, or returns why they don't fit. */
  reserve(files: RoomFiles, bytes: number): Refusal | undefined {
    if (files.bytes + bytes > this.limits.maxRoomBytes) return ROOM_FULL_OF_FILES;
    if (this.#bytes + bytes > this.limits.maxBytes) return SERVER_FULL_OF_FILES;
    if (this.#unwrittenBytes + bytes > this.#freeBytes()) return SERVER_FULL_OF_FILES;
    this.#unwrittenBytes += bytes;
    this.count(files, bytes);
    return undefined;
  }

  /** Counts bytes that are there already, as after a restart; a negative number for what is gone. */
  count(files: RoomFiles, bytes: number): void {
    files.bytes += bytes;
    this.#bytes += bytes;
  }

  /** Tells that reserved bytes have been written, or won't be. */
  settle(bytes: number): void {
    this.#unwrittenBytes -= bytes;
  }

  /** Counts bytes toward a visitor's hour. @param visitor undefined where nobody is limited */
  spend(visitor: string | undefined, bytes: number, now: number): Refusal | undefined {
    if (visitor === undefined) return undefined;
    const waitMs = this.hourly.take(visitor, now, bytes);
    if (waitMs === Number.POSITIVE_INFINITY) return tooLarge(this.limits.bytesPerHour);
    return waitMs === 0 ? undefined : slowDown("You've uploaded a lot. Try again later.", waitMs);
  }

  giveBack(visitor: string | undefined, bytes: number): void {
    if (visitor !== undefined && bytes > 0) this.hourly.giveBack(visitor, bytes);
  }
}

function tooLarge(maxBytes: number, cure = ""): Refusal {
  const size = maxBytes >= MIB ? `${Math.floor(maxBytes / MIB)} MB` : `${maxBytes} bytes`;
  return new Refusal("too_large", `A file can have ${size} at most.${cure && ` ${cure}`}`);
}
