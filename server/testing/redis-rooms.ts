// Rooms that several nodes share in one Redis, for tests that look at both.
import { expect } from "bun:test";
import type { LogEvent } from "#protocol/frames";
import type { Draft } from "../chat/lib/ports.ts";
import { draft } from "../engine/engine-contract.ts";
import { type RoomKeys, roomKeys } from "../engine/redis/room-keys.ts";
import { SCRIPTS } from "../engine/redis/scripts/scripts.ts";
import { encodeEntry, splitText } from "../engine/redis/wire-format.ts";
import { RedisNode, type RedisNodeOptions } from "./redis-node.ts";
import type { RedisServer } from "./redis-servers.ts";

/** Returns an edit or a deletion of a message. */
export function revision(type: "edit" | "delete", messageId: string, message?: string): Draft {
  const { avatar: _, type: __, message: ___, ...said } = draft("") as Extract<LogEvent, { type: "chat" }>;
  return { type, ...said, messageId, ...(message !== undefined && { message }) } as Draft;
}

export class RedisRooms {
  readonly server: RedisServer;
  readonly prefix: string;
  readonly #nodes: RedisNode[] = [];
  #count = 0;

  constructor(server: RedisServer, prefix: string) {
    this.server = server;
    this.prefix = prefix;
  }

  async connect(options?: RedisNodeOptions): Promise<RedisNode> {
    const node = await RedisNode.connect(this.server.url, this.prefix, options);
    this.#nodes.push(node);
    return node;
  }

  /** Returns a new room with as many nodes that have it. */
  async shared(count = 2, options?: RedisNodeOptions) {
    const epoch = `e${++this.#count}`;
    const all: RedisNode[] = [];
    for (let n = 0; n < count; n++) all.push(await this.connect(options));
    const [a, ...others] = all as [RedisNode, ...RedisNode[]];
    await a.open(epoch);
    for (const other of others) await other.join(epoch);
    return { epoch, a, b: others[0] ?? a, all, keys: roomKeys(this.prefix, epoch) };
  }

  /** Returns all that Redis holds in the keys of a room, as one text. */
  async everythingIn(keys: RoomKeys): Promise<string> {
    const { client } = this.server;
    const parts: unknown[] = [];
    for (const key of keys) {
      const type = await client.type(key);
      if (type === "hash") parts.push(await client.hgetall(key));
      if (type === "set") parts.push(await client.smembers(key));
      if (type === "string") parts.push(await client.get(key));
    }
    return JSON.stringify(parts);
  }

  /** Appends an event as a node does that dies before it has done anything else, or whose messages don't arrive. */
  async appendBare(epoch: string, what: Draft, { isErasing = false, channel = "" } = {}): Promise<void> {
    const keys = [...roomKeys(this.prefix, epoch)];
    keys[1] += channel;
    const tag = Bun.hash(`${epoch}${Math.random()}`).toString(16).padStart(16, "0");
    const entry = encodeEntry(tag, ...splitText(epoch, what));
    const args = ["", "", "", 500, 1 << 22, 1, isErasing ? 1 : 0, 1, "", "", -1, "", "", what.timestamp, entry];
    const [answer] = (await this.server.client.eval(SCRIPTS.append, keys.length, ...keys, ...args)) as string[];
    expect(answer).toMatch(/^\d+ /);
  }

  /** Closes all nodes, none of which may have met a fault. */
  async closeNodes(): Promise<void> {
    expect(this.#nodes.flatMap(({ faults }) => faults)).toEqual([]);
    for (const node of this.#nodes.splice(0)) await node.engine.close();
  }
}
