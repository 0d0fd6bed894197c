// What the Redis engine costs and takes, measured in this process: what Redis itself spends on an event, what a node that has
// missed events needs to have them, and how long rooms stand still when a master dies.
import { readFileSync } from "node:fs";
import Redis from "ioredis";
import { draft } from "../../engine/engine-contract.ts";
import { plainKeys, roomKeys } from "../../engine/redis/room-keys.ts";
import { SCRIPTS } from "../../engine/redis/scripts/scripts.ts";
import { encodeEntry, FIRST_TAG, splitText } from "../../engine/redis/wire-format.ts";
import { RedisNode } from "../../testing/redis-node.ts";
import { addReplica, type RedisServer, startRedisCluster } from "../../testing/redis-servers.ts";
import { median } from "./statistics.ts";

const PREFIX = "bench:";
const ROOMS = 300;
const PIPELINE = 1_000;
const EVENTS = 60_000;
const MESSAGE = "Is that how long a message is that people write to each other? It is about so long.";
const HISTORY = 500;
const HISTORY_BYTES = 1 << 22;

/** Returns the CPU time that a process has used, to the µs. */
const cpuUs = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1000;

let tags = 0;

/** The newest event of each room of the Redis that is measured, which the next one builds on. */
const newest = new Map<string, { seq: number; tag: string }>();

/** Returns what a node passes to the script that appends a message. Messages of a room must be sent in the order of the calls. */
function appendArguments(epoch: string, nonce: string): (string | number)[] {
  const event = draft(MESSAGE, nonce);
  const tag = (++tags).toString(16).padStart(16, "0");
  const before = newest.get(epoch) ?? { seq: 0, tag: FIRST_TAG };
  newest.set(epoch, { seq: before.seq + 1, tag });
  const entry = encodeEntry(tag, ...splitText(epoch, event));
  const room = ["", "", "", HISTORY, HISTORY_BYTES, 1, 0, 1, "", "", before.seq, before.tag];
  return [...room, `chat member ${nonce}`, event.timestamp, entry];
}

export type CoreRates = { readonly messages: number; readonly sets: number };

/**
 * Returns how many messages a second would keep one core of Redis busy: to many rooms, each on two nodes, sent in pipelines.
 * And how many commands that only set a text of that length: what this machine makes of any Redis at that moment.
 */
export async function measureCore(server: RedisServer): Promise<CoreRates> {
  newest.clear();
  const nodes = [await RedisNode.connect(server.url, PREFIX), await RedisNode.connect(server.url, PREFIX)];
  const epochs = Array.from({ length: ROOMS }, (_, n) => `busy${n}`);
  for (const epoch of epochs) await nodes[0]?.open(epoch);
  for (const { engine } of nodes) await engine.close();
  const subscribers = [new Redis(server.url), new Redis(server.url)];
  for (const each of subscribers) {
    await Promise.all(epochs.map((epoch) => each.ssubscribe(roomKeys(PREFIX, epoch)[1] ?? "")));
  }
  const sender = new Redis(server.url);
  const hash = (await sender.script("LOAD", SCRIPTS.append)) as string;
  const send = async (count: number) => {
    for (let sent = 0; sent < count; sent += PIPELINE) {
      const pipeline = sender.pipeline();
      for (let n = sent; n < sent + PIPELINE; n++) {
        const epoch = epochs[n % ROOMS] ?? "";
        const keys = plainKeys(roomKeys(PREFIX, epoch));
        pipeline.evalsha(hash, keys.length, ...keys, ...appendArguments(epoch, `n${tags}`));
      }
      for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
    }
  };
  const set = async (count: number) => {
    const text = String(appendArguments("set", "n").at(-1));
    for (let sent = 0; sent < count; sent += PIPELINE) {
      const pipeline = sender.pipeline();
      for (let n = 0; n < PIPELINE; n++) pipeline.set(`set${n % ROOMS}`, text);
      await pipeline.exec();
    }
  };
  const rateOf = async (action: (count: number) => Promise<void>) => {
    await action(EVENTS / 4);
    const before = cpuUs(server.pid);
    await action(EVENTS);
    return (EVENTS * 1e6) / (cpuUs(server.pid) - before);
  };
  const rates = { messages: await rateOf(send), sets: await rateOf(set) };
  for (const each of [sender, ...subscribers]) each.disconnect();
  return rates;
}

const MISSED = 50;
const CATCH_UPS = 300;

/** Returns the ms that a node takes to read and deliver what it has missed, as after a broken connection. */
export async function catchUp(server: RedisServer): Promise<number> {
  newest.clear();
  const node = await RedisNode.connect(server.url, PREFIX);
  const sender = new Redis(server.url);
  const hash = (await sender.script("LOAD", SCRIPTS.append)) as string;
  const epoch = "missed";
  await node.open(epoch);
  // Nobody hears what is published on another channel.
  const keys = [roomKeys(PREFIX, epoch)[0] ?? "", `${roomKeys(PREFIX, epoch)[0]}:elsewhere`];
  const found: number[] = [];
  for (let n = 0; n < CATCH_UPS; n++) {
    for (let m = 0; m < MISSED; m++) {
      await sender.evalsha(hash, keys.length, ...keys, ...appendArguments(epoch, `m${n}-${m}`));
    }
    const began = performance.now();
    await node.engine.check();
    found.push(performance.now() - began);
    if (node.events.length !== (n + 1) * MISSED) throw new Error("not everything came");
  }
  sender.disconnect();
  await node.engine.close();
  return median(found.slice(CATCH_UPS / 4));
}

const LIVING_ROOMS = 120;
const NODE_TIMEOUT_MS = 2_000;
const LEAST_WAIT_MS = 20;

/** Returns the s from the death of a master until all rooms, of which a third were on it, take messages again. */
export async function masterDeath(): Promise<number> {
  const masters = await startRedisCluster(NODE_TIMEOUT_MS);
  const replicas = await Promise.all(masters.map((master) => addReplica(master, NODE_TIMEOUT_MS)));
  const [url = ""] = masters.slice(1).map((master) => master.url);
  const nodes = [await RedisNode.connect(url, PREFIX), await RedisNode.connect(url, PREFIX)] as const;
  const rooms = Array.from({ length: LIVING_ROOMS }, (_, n) => `mortal${n}`);
  for (const epoch of rooms) {
    await nodes[0].open(epoch);
    await nodes[1].join(epoch);
  }
  const began = performance.now();
  await masters[0]?.kill();
  // A room that moves to another epoch has not everything back: the one it has then is not asked for here.
  await Promise.all(
    rooms.map(async (epoch) => {
      for (let tries = 0; ; tries++) {
        const current = nodes[0].restarted.find(({ former }) => former === epoch)?.record.epoch ?? epoch;
        const answer = await nodes[0].engine.append(current, draft(`${tries}`));
        if (!("code" in answer)) return;
        await Bun.sleep(LEAST_WAIT_MS);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const { engine } of nodes) await engine.close();
  for (const each of [...masters, ...replicas]) await each.stop();
  return seconds;
}
