// Which rooms there are, beside the rooms themselves: when each ends and until when a node looks after it, which are public, and
// who belongs to which. Parted over several keys, so that a Cluster spreads them.
import type { Refusal } from "#protocol/error-codes";
import type { RoomIndex, RoomSummary } from "../../../chat/lib/node-ports.ts";
import type { RunScript } from "./run-script.ts";

const SHARDS = 16;
/** How long another node waits before it looks after a room that was given to one. */
const AGAIN_MS = 30_000;
/** The most rooms of a shard that are due at a time. */
const MAX_DUE = 50;
/** How many rooms are read at a time. */
const READ_AT_ONCE = 64;

export type IndexPorts = {
  readonly run: RunScript;
  readonly prefix: string;
  /** The key of the public list. */
  readonly listedKey: string;
  readonly roomKeyOf: (epoch: string) => string;
  /** Returns when a room ends, epoch ms, infinite where it never does, of when Redis is told to forget it. */
  readonly endOf: (expires: string) => number;
  /** Does something until it succeeds. */
  readonly keepTrying: (action: () => Promise<void>) => void;
  readonly notSaved: () => Refusal;
};

export class RedisRoomIndex implements RoomIndex {
  readonly #ports: IndexPorts;

  constructor(ports: IndexPorts) {
    this.#ports = ports;
  }

  /** Notes when a room ends. @param endsAt epoch ms; infinite where it never does */
  async add(epoch: string, endsAt: number): Promise<void> {
    await this.#ports.run("indexRoom", this.#keysOf(epoch), [epoch, Number.isFinite(endsAt) ? endsAt : "+inf"]);
  }

  async remove(epoch: string): Promise<void> {
    await this.#ports.run("unindexRoom", this.#keysOf(epoch), [epoch]);
  }

  drop(epoch: string): void {
    this.#ports.keepTrying(() => this.remove(epoch));
  }

  attend(epochs: readonly string[], until: number): void {
    const { run } = this.#ports;
    for (const [shard, some] of Map.groupBy(epochs, shardOf)) {
      // It is said again before long.
      run("attendRooms", this.#keys(shard), [until, ...some]).catch(() => {});
    }
  }

  async takeDue(endedBefore: number, now: number): Promise<readonly string[]> {
    const args = [endedBefore, now, now + AGAIN_MS, MAX_DUE];
    const replies = await Promise.all(
      shards().map((shard) => this.#ports.run("takeDueRooms", this.#keys(shard), args).catch(() => [])),
    );
    return [...new Set(replies.flat().map(String))];
  }

  count(): Promise<number | Refusal> {
    const counted = Promise.all(shards().map((shard) => this.#ports.run("countRooms", this.#keys(shard), [])));
    return counted.then(
      (replies) => replies.reduce((sum, [count]) => sum + Number(count), 0),
      () => this.#ports.notSaved(),
    );
  }

  some(limit: number): Promise<readonly string[] | Refusal> {
    const each = Math.ceil(limit / SHARDS);
    const read = Promise.all(shards().map((shard) => this.#ports.run("someRooms", this.#keys(shard), [each])));
    return read.then(
      (replies) => replies.flat().map(String),
      () => this.#ports.notSaved(),
    );
  }

  async summaries(epochs: readonly string[]): Promise<readonly RoomSummary[]> {
    const found: RoomSummary[] = [];
    for (let at = 0; at < epochs.length; at += READ_AT_ONCE) {
      const some = epochs.slice(at, at + READ_AT_ONCE);
      found.push(...(await Promise.all(some.map((epoch) => this.#summary(epoch)))).flat());
    }
    return found;
  }

  setListed(epoch: string, isListed: boolean): void {
    const { run, listedKey, keepTrying } = this.#ports;
    keepTrying(async () => void (await run("setMember", [listedKey], [epoch, isListed ? 1 : 0])));
  }

  listed(): Promise<readonly string[] | Refusal> {
    return this.#members(this.#ports.listedKey);
  }

  addMember(epoch: string, member: string, until: number): void {
    const args = [epoch, Number.isFinite(until) ? until : 0];
    this.#ports.keepTrying(async () => void (await this.#ports.run("addForTime", [this.#memberKey(member)], args)));
  }

  removeMember(epoch: string, member: string): void {
    this.#ports.keepTrying(
      async () => void (await this.#ports.run("setMember", [this.#memberKey(member)], [epoch, 0])),
    );
  }

  ofMember(member: string): Promise<readonly string[] | Refusal> {
    return this.#members(this.#memberKey(member));
  }

  #members(key: string): Promise<readonly string[] | Refusal> {
    return this.#ports.run("members", [key], []).then(
      (members) => members.map(String),
      () => this.#ports.notSaved(),
    );
  }

  async #summary(epoch: string): Promise<RoomSummary[]> {
    const { run, roomKeyOf, endOf } = this.#ports;
    const [founding, bytes, expires] = await run("summarizeRoom", [roomKeyOf(epoch)], []).catch(() => []);
    if (typeof founding !== "string") return [];
    return [
      { epoch, founding: JSON.parse(founding) as object, bytes: Number(bytes), expiresAt: endOf(String(expires)) },
    ];
  }

  #memberKey(member: string): string {
    return `${this.#ports.prefix}member:${member}`;
  }

  #keysOf(epoch: string): readonly string[] {
    return this.#keys(shardOf(epoch));
  }

  #keys(shard: number): readonly string[] {
    const rooms = `${this.#ports.prefix}{rooms${shard}}`;
    return [rooms, `${rooms}:attended`];
  }
}

const shards = () => Array.from({ length: SHARDS }, (_, shard) => shard);

const shardOf = (epoch: string): number => Number(BigInt(Bun.hash(epoch)) % BigInt(SHARDS));
